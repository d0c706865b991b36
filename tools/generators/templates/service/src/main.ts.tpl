import { startService } from '@xiezhi/service';
import { AppModule } from './app.module.ts';
import { migrations } from './migrations/index.ts';

await startService({ name: '{{kebab}}', module: AppModule, entities: [], migrations, publishes: true, consumers: [] });
