import { relative } from 'node:path';
import { agenciesOfPack } from './accounts.ts';
import type { RunningStack } from './stack.ts';
import { isService, repository } from './services.ts';

// The two parties of the story that `npm run demo` plays.
const worthTrying = [
  'anji-river-chief-office.handler',
  'anji-river-chief-office.approver',
  'anji-procuratorate.intake',
  'anji-procuratorate.handler',
];

/** What the launcher prints when everything is up. */
export function whatRunsWhere({ home, ports, present }: RunningStack, developmentPassword: string): string {
  const nearby = relative(process.env['INIT_CWD'] ?? repository, home.path);
  const folder = nearby === '' || nearby.startsWith('..') ? home.path : nearby;
  const services = present.filter(({ name }) => isService(name) && name !== 'portal').map(({ name }) => `${name} :${ports.of(name)}`);
  const rows: [string, string][] = [
    ['门户 portal', `http://127.0.0.1:${ports.of('portal')}`],
    ['登录 identity', `http://127.0.0.1:${ports.of('identity')}  (development only)`],
    ['services', services.join('  ')],
    ['Postgres 18', `127.0.0.1:${ports.postgres}, database xiezhi; passwords by role in ${folder}/run/secrets.json`],
    ['Kafka 4.4', `127.0.0.1:${ports.kafka}, SASL_PLAINTEXT SCRAM-SHA-512; user reader may read every topic`],
    ['logs', `${folder}/logs/`],
  ];
  const width = Math.max(...rows.map(([label]) => widthOf(label))) + 2;
  const posts = new Map(agenciesOfPack().flatMap((agency) => agency.posts.map((post) => [post.id, post.name])));
  const accounts = worthTrying.filter((id) => posts.has(id)).map((id) => `  ${id.padEnd(34)} ${posts.get(id)}`);
  return [
    '',
    '协治 Xiezhi is up.',
    '',
    ...rows.map(([label, value]) => `  ${label}${' '.repeat(width - widthOf(label))}${value}`),
    '',
    `Accounts to try, all with the password ${developmentPassword}  (every post is one: npm run xiezhi token -- --list)`,
    ...accounts,
    '',
    'Play the story: npm run demo.   Look inside: npm run xiezhi status.   Stop: Ctrl-C here, or npm run xiezhi stop.',
  ].join('\n');
}

/** Columns on a terminal: a Chinese character takes two. */
const widthOf = (text: string): number => Array.from(text).reduce((sum, sign) => sum + (/\p{Script=Han}/u.test(sign) ? 2 : 1), 0);
