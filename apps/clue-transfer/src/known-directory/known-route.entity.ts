import type { RouteTerms } from '@xiezhi/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { z } from 'zod';

/** As stored: routes published before kind and chain existed lack them. */
export type PublishedTerms = z.input<typeof RouteTerms>;

/** A route as the directory published it: its terms are immutable, only its last day may be set later. */
@Entity({ name: 'known_route' })
export class KnownRoute {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'known_route_pkey' })
  slug!: string;
  @Column({ type: 'uuid' })
  id!: string;
  @Column({ type: 'jsonb' })
  terms!: PublishedTerms;
  @Column({ type: 'date', name: 'last_day', nullable: true })
  lastDay!: string | null;
}
