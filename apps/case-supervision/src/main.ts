import { startService } from '@xiezhi/service';
import { caseSupervision } from './service.ts';

await startService(caseSupervision);
