import { schemaOf } from '@xiezhi/contracts';
import { MechanismPackSetting } from '@xiezhi/mechanism-pack';
import type { Settings } from '@xiezhi/service';
import { z } from 'zod';

export const service = 'directory';
export const schema = schemaOf(service);

/** What the directory reads beside the settings of every service (libs/service). */
export const DirectorySettings = z.object({
  /** Folder of a directory pack, such as packs/huzhou/directory. It is loaded when the directory is empty; a wrong one stops the start. */
  XIEZHI_DIRECTORY_PACK: z.string().min(1),
  /** The pack of the services' own mechanism: its routes are published at the start. A wrong one stops the start. */
  XIEZHI_MECHANISM_PACK: MechanismPackSetting,
});
export type OwnSettings = Settings<z.output<typeof DirectorySettings>>;
