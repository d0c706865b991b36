import { startService } from '@xiezhi/service';
import { feedback } from './service.ts';

await startService(feedback);
