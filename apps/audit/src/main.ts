import { startService } from '@xiezhi/service';
import { audit } from './service.ts';

await startService(audit);
