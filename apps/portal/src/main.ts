import { startService } from '@xiezhi/service';
import { portal } from './service.ts';

await startService(portal);
