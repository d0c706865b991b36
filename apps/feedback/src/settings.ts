import { MechanismPackSetting } from '@xiezhi/mechanism-pack';
import { z } from 'zod';

/** What this service reads beside the settings every service has (libs/service): what is owed, as data. */
export const extraSettings = z.object({ XIEZHI_MECHANISM_PACK: MechanismPackSetting });
