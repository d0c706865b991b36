import type { RouteTerms } from '@xiezhi/contracts';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A published route; `lastOn` is set when it has been withdrawn. */
@Entity('route', { comment: 'Read model: ways on which matters may be handed over, and under which verbs.' })
export class RouteRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'route_pkey' })
  id!: string;

  @Index('route_slug', { unique: true })
  @Column({ type: 'text' })
  slug!: string;

  @Column({ type: 'jsonb' })
  terms!: RouteTerms;

  @Column({ type: 'date', name: 'last_on', nullable: true })
  lastOn!: string | null;
}
