import { z } from 'zod';
import { readCheckedPack } from './checked-pack.ts';
import { PackShelf } from './pack-shelf.ts';
import { readMechanismPack } from './read-mechanism-pack.ts';

/**
 * For a service's `extraSettings`: the mechanism pack, as a folder that is read and checked at once, so that a service with a wrong pack
 * does not start and says where the mistake is; or as a `.json` file that was made of a folder so checked.
 * `settings.extra.XIEZHI_MECHANISM_PACK` is the shelf of this process with that pack on it.
 */
export const MechanismPackSetting = z
  .string()
  .min(1)
  .transform((path) => new PackShelf(path.endsWith('.json') ? readCheckedPack(path) : readMechanismPack(path)))
  .describe('Folder of the mechanism pack, or the .json file made of one; wrong or missing: the service does not start');
