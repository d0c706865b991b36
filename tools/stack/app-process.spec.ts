import { expect, it } from 'vitest';
import { inherited } from './app-process.ts';

it('hands a program our surroundings, but no settings of ours and nothing of npm', () => {
  const env = { PATH: '/bin', TZ: 'UTC', XIEZHI_HOME: '/x', XIEZHI_LOG_LEVEL: 'debug', npm_config_cache: '/c', INIT_CWD: '/y' };
  expect(inherited(env)).toEqual({ PATH: '/bin', TZ: 'UTC', XIEZHI_LOG_LEVEL: 'debug' });
});
