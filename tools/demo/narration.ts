import { dueOf, stateWord } from './deadlines.ts';
import { type Family, standingOf, stateOf } from './family.ts';
import type { Played, Scene } from './story-player.ts';
import { momentOf, type Story } from './story.ts';

const beijing = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

export function title(story: Story): string {
  return `\n━━ 故事 ${story.编号}　${story.名称}（虚构，演练）━━`;
}

export async function scene({ step, postName, done, deadlines, family }: Scene): Promise<string> {
  const when = beijing.format(new Date(momentOf(step))).padEnd(12);
  const what = done === undefined ? '……（演练时间前移）' : `${postName} ${done}`;
  const standing = await family();
  const lines = [
    `${when}　${what}`,
    ...(step.说明 === undefined ? [] : [`※ ${step.说明}`]),
    ...(standing === undefined ? [] : [`→ ${turnText(standing)}`]),
    ...(deadlines === 0
      ? []
      : [`⏱ ${step.期限.map(({ 规则, 应于, 状态 }) => [规则, 应于 ?? '', 状态 ?? ''].join(' ').trim()).join('；')}　✓`]),
  ];
  return lines.join(`\n${' '.repeat(14)}`);
}

function turnText({ openItems, owner }: Family): string {
  if (openItems.length === 0) return `由主办单位 ${owner?.name ?? '—'} 掌握，没有单位待办`;
  return `轮到 ${openItems.map(({ agency, name }) => `${agency.name}（${name}）`).join('、')}`;
}

export interface Proof {
  announcements: number;
  streams: number;
  isComplete: boolean;
}

/** What the story left behind, as a table whose left column a reader can run down. */
export function outcome(played: Played, proof: Proof): string {
  const { families, made, world } = played;
  const open = families.flatMap(({ openItems }) => openItems);
  const rows: [string, string][] = [
    ...[...made.things].map(([name, thing]): [string, string] => {
      const standing = standingOf(families, thing);
      const owner = standing?.owner === undefined ? '' : `　主办：${standing.owner.name}`;
      return [name, `${stateOf(standing)}${owner}`];
    }),
    ['未尽事项', open.length === 0 ? '无' : open.map(({ agency, name }) => `${agency.name}（${name}）`).join('、')],
    ['公告', `${proof.announcements} 条，分属 ${proof.streams} 个事项`],
    ['移送审计', proof.isComplete ? '逐条到达，哈希链验证通过' : '验证未通过'],
    ['演练空间', world],
  ];
  const named = rows.map(([name, value]) => `${name.padEnd(8, '　')}${value}`);
  return ['', '── 结果 ──', ...named, ...deadlineTable(played)].join('\n');
}

/** Every deadline of the story: the rule, whose it is about, the last day, and how it ended. */
function deadlineTable({ deadlines, made }: Played): string[] {
  if (deadlines.length === 0) return [];
  const rows = deadlines
    .toSorted((one, other) => (one.dueAt ?? '').localeCompare(other.dueAt ?? ''))
    .map((clock) => {
      const due = dueOf(clock, 10) ?? '（暂停）';
      const provisional = clock.isProvisional ? '（暂定）' : '';
      return `${clock.ruleId.padEnd(6)}${due}${provisional}　${stateWord(clock.state) ?? clock.state}　${clock.ruleName}（${made.nameOf(clock.subject) ?? made.nameOfMatter(clock.matterId) ?? '事项'}）`;
    });
  return ['── 期限 ──', ...rows];
}
