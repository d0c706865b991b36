import 'reflect-metadata';
import { startService } from '@xiezhi/service';
import { directory } from './directory.service.ts';

await startService(directory);
