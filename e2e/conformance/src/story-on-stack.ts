import { Company, clueBody, handOffPath, office, tellOnce, procuratorate, received } from '@xiezhi/journeys';
import type { Stack } from '@xiezhi/testing/stack';

/** The stories between whose lines nearly every type of announcement lies. */
const telling = ['K06', 'K11', 'V01', 'V02', 'V04', 'V05', 'V08', 'V09', 'V10'];

/** Something of nearly every type of announcement stands on the topics: stories of every verb, and a refusal in no practice world. */
export async function makeEveryKindOfAnnouncement(stack: Stack): Promise<void> {
  await tellOnce(stack, telling);
  const company = new Company(stack);
  const clue = await company.does(`${office}.intake`, '/api/clue-transfer/clues', clueBody());
  const handOffId = await received(company, clue.id);
  await company.does(`${procuratorate}.intake`, handOffPath(handOffId, 'refuse'), { reasonCode: 'OTHER', reason: '线索不具体。' });
}
