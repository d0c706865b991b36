import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@xiezhi/decider';
import { asAgency, type Queryable } from '@xiezhi/postgres';
import { Database } from '@xiezhi/service';
import { type ReporterIdentity, ReporterVault } from './reporter-vault.ts';

/** The door to sealed identities: kept while a clue is registered, opened by a recorded call only. */
@Injectable()
export class Reporters {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ReporterVault) private readonly vault: ReporterVault,
  ) {}

  async keep(tx: Queryable, clueId: string, agency: string, reporter: ReporterIdentity): Promise<void> {
    await this.vault.keep(tx, clueId, agency, reporter);
  }

  /** @throws Refusal REPORTER_NOT_RECORDED when there is none the agency may see, or its key was destroyed */
  async open(clueId: string, agency: string): Promise<ReporterIdentity> {
    const reporter = await asAgency(this.database.app, { agency }, (tx) => this.vault.open(tx, clueId));
    if (reporter === undefined) throw new Refusal('REPORTER_NOT_RECORDED');
    return reporter;
  }
}
