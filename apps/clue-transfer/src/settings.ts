import { MechanismPackSetting } from '@xiezhi/mechanism-pack';
import { z } from 'zod';

/** What only clue-transfer reads, beside the settings every service has. */
export const extraSettings = z.object({
  XIEZHI_MECHANISM_PACK: MechanismPackSetting,
  XIEZHI_MASTER_KEY: z
    .string()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === 32, 'must be 32 bytes in base64')
    .describe(
      'Wraps the key of each family. Lost: sealed reporter identities cannot be read again. Leaked: they can, by whoever has the database.',
    ),
});
