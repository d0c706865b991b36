import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { StopList } from './stop-list.ts';

const log = createLog('feedback', 'silent');

describe('stopping', () => {
  it('runs in reverse, each part after the one before it has stopped, and once', async () => {
    const stopped: string[] = [];
    const stops = new StopList(log, 1000);
    for (const name of ['database', 'application', 'relay']) {
      stops.add(name, async () => {
        await Promise.resolve();
        stopped.push(name);
      });
    }
    await Promise.all([stops.stop(), stops.stop()]);
    expect(stopped).toEqual(['relay', 'application', 'database']);
  });

  it('goes on past a part that fails, and cuts one that is late', async () => {
    const stopped: string[] = [];
    const stops = new StopList(log, 20);
    stops.add('database', async () => void stopped.push('database'));
    stops.add(
      'http',
      () => new Promise(() => undefined),
      () => stopped.push('http was cut'),
    );
    stops.add('relay', () => Promise.reject(new Error('no')));
    await stops.stop();
    expect(stopped).toEqual(['http was cut', 'database']);
  });
});
