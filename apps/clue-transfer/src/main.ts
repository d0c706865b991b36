import { startService } from '@xiezhi/service';
import { clueTransfer } from './service.ts';

await startService(clueTransfer);
