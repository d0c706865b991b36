import { randomUUID } from 'node:crypto';
import { PortalClient } from '@xiezhi/testing/portal-client';
import type { Stack } from '@xiezhi/testing/stack';

const digest = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9';
const office = 'anji-river-chief-office';
const procuratorate = 'anji-procuratorate';

/** Hand-offs on their way from the river-chief office of 安吉 to its procuratorate. @returns their titles */
export async function sentHandOffs(stack: Stack, count: number): Promise<string[]> {
  const [intake, approver] = await Promise.all(['intake', 'approver'].map((role) => officerOf(stack, `${office}.${role}`)));
  if (intake === undefined || approver === undefined) throw new Error('two officers were asked for');
  const { items } = await intake.query<{ items: { id: string }[] }>(`/api/directory/agencies?slug=${procuratorate}`);
  const receiver = items[0]?.id;
  const titles = Array.from({ length: count }, () => `岸坡堆放渣土 ${randomUUID().slice(0, 8)}`);
  for (const title of titles) {
    const { id: matterId } = await intake.command('/api/clue-transfer/clues', clue(title));
    const draft = {
      matterKind: 'clue',
      matterId,
      receiver,
      route: 'clue-from-public',
      purpose: '请依法评估并反馈。',
      legalBasis: '线索移送约定',
    };
    const { id } = await intake.command('/api/clue-transfer/hand-offs', draft);
    await intake.command(`/api/clue-transfer/hand-offs/${id}/submit`, {});
    await approver.command(`/api/clue-transfer/hand-offs/${id}/approve`, {});
  }
  return titles;
}

async function officerOf(stack: Stack, post: string): Promise<PortalClient> {
  const client = new PortalClient({ portal: stack.address.portal, account: post, password: stack.developmentPassword });
  await client.actIn(post);
  return client;
}

const clue = (title: string) => ({
  title,
  description: '巡查中发现岸坡堆放渣土。',
  sourceCode: 'S18',
  domainCode: 'E4',
  divisionCode: '330523001',
  foundAt: '2026-10-11T16:20:00+08:00',
  materials: [{ name: '现场照片', kind: 'AUDIOVISUAL', mediaType: 'image/jpeg', bytes: 1024, sha256: digest }],
});
