import { z } from 'zod';

/** This service reads nothing beside the settings every service has (libs/service). */
export const extraSettings = z.object({});
