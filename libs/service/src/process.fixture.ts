import { startService } from './start-service.ts';
import { stepService } from './steps.fixture.ts';

/** The step service as a process of its own, with one door through which it breaks. */
await startService({
  ...stepService,
  hooks: (fastify) => {
    fastify.get('/break', () => {
      setImmediate(() => {
        throw new Error('broken "CANARY"');
      });
      return {};
    });
  },
});
