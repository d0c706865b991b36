import { fork } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { rolesOf, schemaOf } from '@xiezhi/contracts';
import { anyFreePorts } from '@xiezhi/embedded';
import { tokenAudience, tokenIssuer } from '@xiezhi/http/token';
import { importPKCS8, SignJWT } from 'jose';
import type { BareOrder } from './bare-server.process.ts';
import type { Figure } from './figure.ts';
import { HttpLoad, type LoadResult } from './http-load.ts';
import { checkOwnLoad } from './own-load.ts';
import type { Ground } from './part.ts';
import { refuseUsedUp } from './pgbench.ts';
import { ratioFigure } from './ratio-figure.ts';
import { caller, customs, handOffIdOf, seedReceivedHandOffs, vacuum } from './received-hand-offs.ts';
import { recording } from './recorded-calls.ts';
import type { Rig } from './rig.ts';
import { type Pass, passOf, playRounds, rateOf, roundsMax, roundText, type Work } from './rounds.ts';
import { repository } from './run-record.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { acceptance } from './whole-hand-off.ts';

const connections = 16;
/** As many database connections as a service has. */
const poolSize = 8;
const perSecondMax = 3000;
/** Of one side of a round: each hand-off is used once, and has to be made before. */
const secondsMax = 2;
const sides = ['service', 'bare', 'portal'] as const;
type Side = (typeof sides)[number];

/**
 * Accepted hand-offs per second over HTTP: through the shipped service at its own port, through a bare Fastify that makes the same
 * calls of the database, and through the portal in front of the service.
 */
export async function httpRate(ground: Ground): Promise<Figure[]> {
  const rig = await ground.rig();
  const seconds = Math.min(ground.pace.seconds, secondsMax);
  const perSide = seconds * perSecondMax;
  const needed = 1 + (roundsMax(ground) + 1) * sides.length * perSide;
  await seedReceivedHandOffs(rig.admin, 1, needed);
  await vacuum(rig.admin);
  const servers = await startServers(rig);
  const load = new HttpLoad();
  const accepted: LoadResult['accepted'] = [];
  try {
    let base = 2;
    const send = async (side: Side): Promise<Work> => {
      const { url, prefix } = servers.doors[side];
      const result = await load.run({ url, prefix, token: await servers.token(), base, count: perSide, connections, seconds });
      base += perSide;
      refuseUsedUp(result.used, perSide);
      if (Object.keys(result.refused).length > 0) throw new Error(`${side} refused: ${JSON.stringify(result.refused)}`);
      accepted.push(...result.accepted);
      return { count: result.accepted.length, seconds: result.seconds };
    };
    for (const side of sides) await send(side); // compilers and plans warm up
    const play = async (round: number): Promise<Record<Side, Pass>> => {
      const passes: Partial<Record<Side, Pass>> = {};
      for (let n = 0; n < sides.length; n++) {
        const side = sides[(n + round) % sides.length]!;
        passes[side] = await passOf(() => send(side));
      }
      return passes as Record<Side, Pass>;
    };
    const rounds = await playRounds(
      ground,
      play,
      ({ service, bare, portal }) =>
        `${roundText(['service', 'bare'], [service, bare])}; through the portal ${rateOf(portal).toFixed(0)}/s`,
    );
    await servers.stop();
    await checkOwnLoad(
      rig,
      accepted.map((answer) => ({ service: 'clue-transfer', account: caller.account, ...answer })),
    );
    return figuresOf(rounds);
  } finally {
    load.stop();
    await servers.stop();
  }
}

function figuresOf(rounds: readonly Record<Side, Pass>[]): Figure[] {
  const side = (name: string, of: Side) => ({ name, passes: rounds.map((each) => each[of]) });
  const unit = 'hand-offs';
  return [
    ratioFigure({
      name: 'hand-offs over HTTP ÷ bare Fastify',
      about: `POST /hand-offs/…/accept over ${connections} kept connections from a process of its own, at the port of the shipped service: token verified, body validated, idempotency key kept. The ceiling is Fastify with one route that makes the same two calls of the database with the same statements from a pool of the same size, and does nothing else. What is announced is relayed after the rounds.`,
      goal: { atLeast: 0.5 },
      unit,
      ours: side('service', 'service'),
      ceiling: side('bare Fastify', 'bare'),
    }),
    ratioFigure({
      name: 'the same through the portal ÷ at the service’s own port',
      about:
        'What the hop over the portal costs where both share the machine: the caller’s token is verified, its post looked up, a new token signed, and the request passed on.',
      unit,
      ours: side('through the portal', 'portal'),
      ceiling: side('service', 'service'),
    }),
  ];
}

interface Servers {
  doors: Record<Side, { url: string; prefix: string }>;
  token(): Promise<string>;
  stop(): Promise<void>;
}

async function startServers(rig: Rig): Promise<Servers> {
  await leaveTheOutbox(rig);
  await employ(rig);
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const bare = await startBare(rig);
  const pack = { XIEZHI_MECHANISM_PACK: join(repository, 'packs', 'river-chief-procurator') };
  const started: ServiceProcess[] = [];
  // The portal signs, the service asks it for the keys, and the portal must know where the service is: the port is chosen first.
  const [servicePort, portalPort] = (await anyFreePorts(2)) as [number, number];
  const [serviceUrl, portalUrl] = [servicePort, portalPort].map((port) => `http://127.0.0.1:${port}`) as [string, string];
  const jwksUrl = `${portalUrl}/.well-known/jwks.json`;
  started.push(
    await startServiceProcess(rig, 'portal', jwksUrl, {
      ...pack,
      XIEZHI_PORT: String(portalPort),
      XIEZHI_SERVICES: JSON.stringify({ 'clue-transfer': serviceUrl }),
      XIEZHI_PUBLIC_URL: portalUrl,
      XIEZHI_OIDC_ISSUER: 'http://127.0.0.1:9',
      XIEZHI_OIDC_CLIENT_ID: 'portal',
      XIEZHI_OIDC_CLIENT_SECRET: randomBytes(18).toString('hex'),
      XIEZHI_SIGNING_KEY: pem,
    }),
  );
  started.push(
    await startServiceProcess(rig, 'clue-transfer', jwksUrl, {
      ...pack,
      XIEZHI_PORT: String(servicePort),
      XIEZHI_MASTER_KEY: randomBytes(32).toString('base64'),
      XIEZHI_OUTBOX_WAITING_MAX: '100000000',
      XIEZHI_OUTBOX_AGE_MAX_SECONDS: '86400',
    }),
  );
  const kid = ((await (await fetch(jwksUrl)).json()) as { keys: [{ kid: string }] }).keys[0].kid;
  const key = await importPKCS8(pem, 'RS256');
  return {
    doors: {
      service: { url: serviceUrl, prefix: '' },
      bare: { url: bare.url, prefix: '' },
      portal: { url: portalUrl, prefix: '/api/clue-transfer' },
    },
    token: () =>
      new SignJWT({ ...caller })
        .setProtectedHeader({ alg: 'RS256', kid })
        .setIssuer(tokenIssuer)
        .setAudience(tokenAudience)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(key),
    async stop() {
      bare.stop();
      await Promise.all(started.splice(0).map((each) => each.stop()));
      await rig.admin.query(`update clue_transfer.relay_lease set expires_at = '-infinity'`);
    },
  };
}

/** As if another instance had every shard: this part measures requests, and the ceiling relays nothing either. */
async function leaveTheOutbox({ admin }: Rig): Promise<void> {
  await admin.query(`update clue_transfer.relay_lease set owner = 'bench', expires_at = now() + interval '1 day'`);
}

/** The caller's post, as the portal would have heard of it from the directory. */
async function employ({ admin }: Rig): Promise<void> {
  await admin.query(
    `insert into portal.agency (id, slug, name, short_name, kind, level, division) values ($1, 'customs', 'customs', 'customs', 'PRO', 'county', '330523')`,
    [customs],
  );
  const { account, post } = caller;
  await admin.query(`insert into portal.post (id, agency, role, name) values ($1, $2, 'intake', 'intake')`, [post, customs]);
  await admin.query(
    `insert into portal.post_grant (id, account, post, agency, role, first_day, is_revoked) values (gen_random_uuid(), $1, $2, $3, 'intake', '2020-01-01', false)`,
    [account, post, customs],
  );
}

async function startBare(rig: Rig): Promise<{ url: string; stop(): void }> {
  const [id, key] = [handOffIdOf(1), 'bench/recorded'];
  const { pool, calls } = recording(rig.pool('clue-transfer', 'app', 1));
  await acceptance(pool, key)(id);
  const child = fork(join(import.meta.dirname, 'bare-server.process.ts'));
  const login = { host: rig.host, port: rig.port, database: rig.database, user: rolesOf(schemaOf('clue-transfer')).app };
  child.send({ pool: { ...login, password: rig.password, max: poolSize }, calls, id, key } satisfies BareOrder);
  const [url] = (await once(child, 'message')) as [string];
  return { url, stop: () => void child.kill('SIGTERM') };
}
