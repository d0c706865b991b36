import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Home, homeAt, makeHome, readSecrets } from './home.ts';
import { ensureSecrets, readablePassword } from './secrets.ts';

describe('the secrets of a home', () => {
  let home: Home;
  beforeEach(() => {
    home = homeAt(mkdtempSync(join(tmpdir(), 'xiezhi-secrets-')));
    makeHome(home);
  });
  afterEach(() => rmSync(home.path, { recursive: true }));

  it('are made once and kept', () => expect(ensureSecrets(home)).toEqual(ensureSecrets(home)));

  it('have a password per role and per broker user, all different', () => {
    const { secrets } = ensureSecrets(home);
    expect(Object.keys(secrets.database)).toEqual(
      expect.arrayContaining(['clue_transfer_owner', 'clue_transfer_app', 'clue_transfer_worker']),
    );
    expect(Object.keys(secrets.broker)).toEqual(expect.arrayContaining(['clue-transfer', 'audit', 'reader', 'admin']));
    const passwords = [...Object.values(secrets.database), ...Object.values(secrets.broker)];
    expect(new Set(passwords).size).toBe(passwords.length);
  });

  it('are added to when a service comes later, without changing those there are', () => {
    const { secrets } = ensureSecrets(home);
    const { audit: _, ...fewer } = secrets.broker;
    writeFileSync(join(home.run, 'secrets.json'), JSON.stringify({ ...secrets, broker: fewer }));
    expect(ensureSecrets(home).secrets.broker).toMatchObject(fewer);
    expect(readSecrets(home)?.broker['audit']).toHaveLength(48);
  });

  it.each(['secrets.json', 'keys.json', 'portal-signing-key.pem'])('%s is for its owner alone', (file) => {
    ensureSecrets(home);
    expect(statSync(join(home.run, file)).mode & 0o777).toBe(0o600);
  });

  it.each(['secrets.json', 'keys.json'])('are not made anew over data when %s is lost', (file) => {
    ensureSecrets(home);
    mkdirSync(join(home.path, 'kafka', 'data'), { recursive: true });
    writeFileSync(join(home.path, 'kafka', 'data', 'meta.properties'), '');
    rmSync(join(home.run, file));
    expect(() => ensureSecrets(home)).toThrow(`${file} is gone`);
  });

  it('have one that a person can type', () => expect(readablePassword()).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/));
});
