import { z } from 'zod';
import type { Made, Thing } from './made.ts';
import { subjectOf, thingKinds } from './made.ts';
import type { Follow } from './story.ts';

export interface NamedAgency {
  id: string;
  name: string;
}
export interface OpenItem {
  kind: string;
  familyId: string;
  subject: string;
  name: string;
  agency: NamedAgency;
}
export interface Standing {
  service: string;
  subject: string;
  stateName: string;
  owner?: NamedAgency;
  resultName?: string;
  feedbackKind?: string;
}
/** How a family stands, as one agency sees it. */
export interface Family {
  familyId: string;
  title?: string;
  owner?: NamedAgency;
  standings: Standing[];
  openItems: OpenItem[];
}

const feedbackKinds: Record<string, string> = {
  签收: 'RECEIPT',
  受理结果: 'ACCEPTANCE',
  立案结果: 'FILING',
  进展: 'PROGRESS',
  监督措施: 'MEASURE',
  办结: 'RESULT',
  回头看: 'LOOKBACK',
};
export const FeedbackWord = z.enum(Object.keys(feedbackKinds) as [string, ...string[]]);

/** What the services made of a step by themselves, once it is to be seen: the newest stream of that kind that has no name yet. */
export function followed({ 种类, 反馈 }: Follow, family: Family, made: Made): Thing | undefined {
  const found = family.standings.findLast(
    ({ subject, feedbackKind }) =>
      subject.startsWith(`${thingKinds[种类]}/`) &&
      made.nameOf(subject) === undefined &&
      (反馈 === undefined || feedbackKind === feedbackKinds[反馈]),
  );
  if (found === undefined) return undefined;
  const id = found.subject.slice(found.subject.indexOf('/') + 1);
  const kind = thingKinds[种类];
  const isMatter = kind === 'problem' || kind === 'clue' || kind === 'case-file';
  const ofFamily = [...made.things.values()].filter((thing) => thing.familyId === family.familyId);
  // Where a family has files only, what is handed over is one of them.
  const about = ofFamily.findLast(({ matter: { kind: of } }) => of !== 'case-file') ?? ofFamily.at(-1);
  const matter = isMatter ? { kind, id } : about?.matter;
  return matter === undefined ? undefined : { word: 种类, id, familyId: family.familyId, matter };
}

/** The family as all who look see it together: a case file is seen by the agency that keeps it alone. */
export function together(views: readonly Family[]): Family {
  const standings = new Map(views.flatMap((view) => view.standings).map((standing) => [standing.subject, standing]));
  const openItems = new Map(
    views.flatMap((view) => view.openItems).map((item) => [`${item.agency.id} ${item.subject} ${item.kind}`, item]),
  );
  return { ...views.at(-1)!, standings: [...standings.values()], openItems: [...openItems.values()] };
}

export const stateOf = (standing: Standing | undefined): string => {
  if (standing === undefined) return '不可见';
  return standing.resultName === undefined ? standing.stateName : `${standing.stateName}：${standing.resultName}`;
};

export function standingOf(families: readonly Family[], thing: Thing): Standing | undefined {
  return families.flatMap(({ standings }) => standings).find(({ subject }) => subject === subjectOf(thing));
}
