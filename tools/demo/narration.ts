import type { Family, Played, Scene } from './story-player.ts';
import type { Story } from './story.ts';

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

export function scene({ step, postName, done, family }: Scene): string {
  const when = beijing.format(new Date(step.时间)).padEnd(12);
  return `${when}　${postName} ${done}\n${' '.repeat(14)}→ ${turnText(family)}`;
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
export function outcome({ family, world }: Played, proof: Proof): string {
  const rows: [string, string][] = [
    ['主办单位', family.owner?.name ?? '—'],
    ...states(family),
    ['未尽事项', family.openItems.length === 0 ? '无' : turnText(family)],
    ['公告', `${proof.announcements} 条，分属 ${proof.streams} 个事项`],
    ['移送审计', proof.isComplete ? '逐条到达，哈希链验证通过' : '验证未通过'],
    ['演练空间', world],
  ];
  return ['', '── 结果 ──', ...rows.map(([name, value]) => `${name.padEnd(6, '　')}${value}`)].join('\n');
}

const named = { clue: '线索', 'hand-off': '移送', 'case-file': '案卷', thread: '反馈' } as const;

function states({ standings }: Family): [string, string][] {
  const order = Object.keys(named);
  const placeOf = ({ subject }: { subject: string }) => order.indexOf(subject.split('/')[0]!);
  return standings
    .toSorted((left, right) => placeOf(left) - placeOf(right))
    .map(({ subject, stateName, resultName }) => {
      const aggregate = subject.split('/')[0] as keyof typeof named;
      return [named[aggregate] ?? aggregate, resultName === undefined ? stateName : `${stateName}：${resultName}`];
    });
}
