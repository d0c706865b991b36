import { z } from 'zod';
import { PackShelf } from './pack-shelf.ts';
import { readMechanismPack } from './read-mechanism-pack.ts';

/**
 * For a service's `extraSettings`: the folder of the mechanism pack, read and checked at once, so that a service with a wrong pack
 * does not start and says where the mistake is. `settings.extra.XIEZHI_MECHANISM_PACK` is the shelf of this process with that pack on it.
 */
export const MechanismPackSetting = z
  .string()
  .min(1)
  .transform((folder) => new PackShelf(readMechanismPack(folder)))
  .describe('Folder of the mechanism pack; wrong or missing: the service does not start');
