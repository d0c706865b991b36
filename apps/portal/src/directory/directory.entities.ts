import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'agency', comment: 'Agencies by name, from the directory.' })
export class AgencyEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agency_pkey' })
  id!: string;
  @Column('text')
  slug!: string;
  @Column('text')
  name!: string;
  @Column('text', { name: 'short_name' })
  shortName!: string;
  @Column('text')
  kind!: string;
  @Column('text')
  level!: string;
  @Column('text')
  division!: string;
}

@Entity({ name: 'post', comment: 'Posts of agencies, from the directory.' })
export class PostEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'post_pkey' })
  id!: string;
  @Column('uuid')
  agency!: string;
  @Column('text')
  role!: string;
  @Column('text')
  name!: string;
  @Column('text', { nullable: true })
  desk!: string | null;
}

@Entity({
  name: 'post_grant',
  comment: 'Which account holds which post from which day to which, from the directory. Days are of Asia/Shanghai.',
})
@Index('post_grant_account', ['account'])
@Index('post_grant_agency', ['agency', 'role'])
export class PostGrantEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'post_grant_pkey' })
  id!: string;
  @Column('text')
  account!: string;
  @Column('text')
  post!: string;
  @Column('uuid')
  agency!: string;
  @Column('text')
  role!: string;
  @Column('date', { name: 'first_day' })
  firstDay!: string;
  @Column('date', { name: 'last_day', nullable: true })
  lastDay!: string | null;
  @Column('boolean', { name: 'is_revoked' })
  isRevoked!: boolean;
}

@Entity({ name: 'world', comment: 'Practice worlds and their legal time, which only moves forward.' })
export class WorldEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'world_pkey' })
  id!: string;
  @Column('text')
  name!: string;
  @Column('timestamptz', { name: 'legal_now' })
  legalNow!: Date;
}
