import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const modules = join(repository, 'node_modules');
const stampFile = join(modules, '.xiezhi-installed');

/** Installs when the lock file changed, then runs a TypeScript file of ours on Node 24 and ends with its exit code. */
export async function runOnOwnNode(file, words) {
  try {
    if (file === undefined) throw new Error('node tools/start/run.mjs <file.ts> [arguments]');
    refuseOldNode();
    await ensureInstalled();
    run(ownNode(), file, words);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

function refuseOldNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return;
  throw new Error(
    `Xiezhi needs Node 20 or newer to start; this is ${process.version}.\n  do:   install it from your system's packages or nodejs.org; Node 24 itself is brought along`,
  );
}

async function ensureInstalled() {
  if (isInstalled()) return;
  const letGo = await takeTurn(join(repository, '.xiezhi', 'install.lock'));
  try {
    if (isInstalled()) return; // somebody else did it while we waited
    console.log('installing packages by package-lock.json (about a minute, only when it changed) …');
    const startedAt = Date.now();
    install();
    writeFileSync(stampFile, lockSum());
    console.log(`packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  } finally {
    letGo();
  }
}

/** The stamp lies in node_modules, so that removing or half-installing those removes it as well. */
function isInstalled() {
  const sum = lockSum();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sum) return true;
  if (!npmInstalledTheSame()) return false;
  writeFileSync(stampFile, sum); // a developer ran npm by hand: nothing is left to do
  return true;
}

const lockSum = () =>
  createHash('sha256')
    .update(readFileSync(join(repository, 'package-lock.json')))
    .digest('hex');

/** npm writes down, as its last step, what it has put into node_modules. */
function npmInstalledTheSame() {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, link, optional, devOptional, peer }]) => {
    if (!path.includes('node_modules/') || link || optional || devOptional || peer) return true;
    return present[path]?.version === version;
  });
}

/**
 * npm runs no install script that package.json does not allow. A version of npm that does not know `allowScripts` runs none
 * at all, and then the allowed ones by name.
 */
function install() {
  const npm = npmCommand();
  const version = spawnSync(npm[0], [...npm.slice(1), '--version'], { cwd: repository, encoding: 'utf8' });
  if (version.error || version.status !== 0)
    throw new Error('npm does not run; it is needed to install packages.\n  do:   install npm (it comes with Node)');
  if (knowsAllowScripts(version.stdout.trim())) return npmDoes(npm, ['ci', '--strict-allow-scripts', '--no-audit', '--no-fund']);
  npmDoes(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  const { allowScripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name] && existsSync(join(modules, name)));
  if (allowed.length > 0) npmDoes(npm, ['rebuild', ...allowed]);
}

/** 11.19 is the oldest one this was seen to work with. */
export function knowsAllowScripts(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 11 || (major === 11 && minor >= 19);
}

// The npm that runs us, if one does: npm install scripts may lie anywhere.
function npmCommand() {
  const running = process.env.npm_execpath;
  if (running && /npm-cli\.[cm]?js$/.test(running)) return [process.execPath, running];
  return process.platform === 'win32' ? ['npm.cmd'] : ['npm'];
}

function npmDoes(npm, words) {
  const { status, signal, error } = spawnSync(npm[0], [...npm.slice(1), ...words, '--loglevel=error'], {
    cwd: repository,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  throw new Error(
    `npm ${words[0]} failed (${error?.message ?? (signal ? `by ${signal}` : `exit code ${status}`)})\n  why:  npm has said it above\n  do:   check network, disk space and rights on ${repository}, then start again; a half-finished install is done again from the beginning`,
  );
}

/** One install at a time. The lock names its holder; a dead holder's lock is taken over. */
async function takeTurn(lock) {
  mkdirSync(dirname(lock), { recursive: true });
  for (let told = false; ; await delay(500)) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Error(`could not write ${lock}: ${error.message}`, { cause: error });
    }
    const holder = holderOf(lock);
    if (holder !== undefined && !isAlive(holder)) rmSync(lock, { force: true });
    else if (!told) {
      console.log(`process ${holder} is installing packages; waiting for it …`);
      told = true;
    }
  }
}

function holderOf(lock) {
  try {
    return Number(readFileSync(lock, 'utf8')) || undefined;
  } catch {
    return undefined; // just released
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Node 24 out of the lock file; where there is none for this machine (macOS, musl), the one we run on, if it is new enough. */
function ownNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packaged = join(modules, `node-${platform}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(packaged) && spawnSync(packaged, ['--version']).status === 0) return packaged;
  if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new Error(
      `Xiezhi runs on Node 24; this is ${process.version}.\n  why:  there is no Node 24 in the lock file that runs on ${process.platform}-${process.arch}\n  do:   install Node 24 (nodejs.org) and start again`,
    );
  }
  console.log(`using the Node of this machine, ${process.version}: the lock file has none for ${process.platform}-${process.arch}`);
  return process.execPath;
}

function run(node, file, words) {
  const env = {
    ...process.env,
    PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(repository, '.xiezhi', 'compile-cache'),
  };
  // kafkajs sets timers that lie in the past; Node is right to warn, but nobody here can act on it.
  const child = spawn(node, ['--disable-warning=TimeoutNegativeWarning', resolve(repository, file), ...words], { stdio: 'inherit', env });
  // A terminal sends Ctrl-C to the child as well, which knows what to do; this process only waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    console.error(`could not run ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
