import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type MechanismPack, readMechanismPack } from '@xiezhi/mechanism-pack';
import { root } from '../../run.ts';
import { type Catalogue, generated, table } from '../catalogue.ts';
import { dotOf, svgOf } from './diagram.ts';
import { lettersPage } from './letters-page.ts';
import { type Procedure, procedurePage, proceduresOf } from './page.ts';

/** The pack that every service uses where nothing else is set; its procedures stand in docs/procedures itself. */
const delivered = 'river-chief-procurator';

/** docs/procedures: a Chinese table and a diagram of every procedure of every pack, and a table of its documents. */
export const procedures: Catalogue = {
  name: 'procedures',
  owns: ['docs/procedures/**/*.md', 'docs/procedures/**/*.svg'],
  write: async () => {
    const folders = globSync('packs/*/pack.yaml', { cwd: root }).map(dirname).toSorted();
    const files = await Promise.all(folders.map((folder) => filesOf(basename(folder), readMechanismPack(join(root, folder)))));
    return new Map(files.flat());
  },
};

async function filesOf(name: string, pack: MechanismPack): Promise<[string, string][]> {
  const folder = name === delivered ? 'docs/procedures' : `docs/procedures/${name}`;
  const rules = pack.clocks.flatMap((file) => file.rules);
  const all = Object.values(pack.charts).flatMap(proceduresOf);
  const pages = all.map((procedure): [string, string] => [`${folder}/${procedure.name}.md`, procedurePage(procedure, rules)]);
  const drawn = all.filter(({ isDrawn }) => isDrawn);
  const diagrams = await Promise.all(
    drawn.map(async ({ name: file, chart, steps }): Promise<[string, string]> => [
      `${folder}/${file}.svg`,
      await svgOf(dotOf(chart, steps)),
    ]),
  );
  const letters = pack.letters === undefined ? [] : [[`${folder}/letters.md`, lettersPage(pack.letters, pack)] as [string, string]];
  return [[`${folder}/README.md`, indexPage(pack, all)], ...letters, ...pages, ...diagrams];
}

export function indexPage({ header, clocks, letters }: MechanismPack, all: readonly Procedure[]): string {
  const information = clocks.flatMap((file) => file.information);
  return `# ${header.title}：办理流程

<!-- ${generated} -->

机制包 ${header.name} ${header.version}，自 ${header.validFrom} 起施行。各表由机制包生成，不另行维护。${letters === undefined ? '' : '各步骤的文书见[文书](letters.md)。'}

${table(
  ['流程', '步骤', '由来'],
  all.map(({ name, title, steps, chart }) => [`[${title}](${name}.md)`, String(steps.length), `charts/${chart.chart}.yaml`]),
)}
${
  information.length === 0
    ? ''
    : `\n## 只作参考的规定\n\n没有事件可以起算，只展示依据。\n\n${table(
        ['编号', '规定', '内容', '依据', '标记', '不起算的原因'],
        information.map(({ id, name, text, source, mark, reason }) => [id, name, text, source, mark, reason]),
      )}\n`
}`;
}
