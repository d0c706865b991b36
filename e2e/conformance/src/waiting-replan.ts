import { resolve } from 'node:path';
import { clueBody, type Company, comesWithinMs, office, received } from '@xiezhi/journeys';
import { packed, packFilesFrom } from '@xiezhi/mechanism-pack';
import { eventually } from '@xiezhi/testing';

const mechanism = 'river-chief-procurator';
const version = '2099.1';

/** A re-plan that waits for its second person: a running deadline would move under a version that is in force for nobody yet. */
export async function waitingReplan(company: Company): Promise<void> {
  const clue = await company.does(`${office}.intake`, '/api/clue-transfer/clues', clueBody());
  await received(company, clue.id);
  const sender = await company.officer(`${office}.intake`);
  await eventually(
    async () => {
      const { items } = await sender.query<{ items: unknown[] }>(`/api/case-supervision/clocks?matterId=${clue.id}`, {});
      if (items.length === 0) throw new Error('no deadline of the hand-off has started yet');
    },
    { withinMs: comesWithinMs, everyMs: 500 },
  );
  const content = packed(mechanism, slower());
  await company.does('platform.security-admin', '/api/directory/mechanism-packs', { content });
  const asked = { kind: 'pack-version', packVersion: `${mechanism}@${version}`, reason: '受理答复期限延长。' };
  const propose = () => company.does('platform.system-admin', '/api/case-supervision/replans', asked);
  // The service hears of the version a moment after it is published.
  const { id } = await eventually(propose, { withinMs: comesWithinMs, everyMs: 500 });
  const reader = await company.officer('platform.system-admin');
  await eventually(
    async () => {
      const { status } = await reader.query<{ status: string }>(`/api/case-supervision/replans/${id}`, {});
      if (status !== 'awaiting-confirmation') throw new Error(`the re-plan is ${status}`);
    },
    { withinMs: comesWithinMs, everyMs: 500 },
  );
}

/** The delivered pack with one day more for the answer to a signature. */
function slower(): Map<string, string> {
  const files = new Map(packFilesFrom(resolve(import.meta.dirname, '..', '..', '..', 'packs', mechanism)));
  change(files, 'pack.yaml', /version: .*/, `version: "${version}"`);
  change(files, 'pack.yaml', /validFrom: .*/, 'validFrom: "2099-01-01"');
  change(files, 'clocks/collaboration.yaml', /(?<row>id: H09b\n(?: .*\n)*?    length: )\d+/, '$<row>30');
  return files;
}

function change(files: Map<string, string>, path: string, from: RegExp, to: string): void {
  const text = files.get(path) ?? '';
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${path} has nothing like ${from.source}`);
  files.set(path, changed);
}
