import { useQuery } from '@tanstack/react-query';
import { Descriptions } from 'antd';
import { clueResults } from '@xiezhi/contracts/codes/clue-result';
import { useTranslation } from 'react-i18next';
import { caseFilePossibleQuery, caseFileQuery } from '../api/queries.ts';
import type { Family, Possible } from '../api/types.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { VerbList } from './actions-card.tsx';
import { caseFileForms } from './verb-forms.ts';

/** The receiver's own file, which nobody else sees: evaluation, decision, return. */
export function CaseFileCard({ family, handOffId }: { family: Family; handOffId: string }) {
  const files = family.standings.filter(({ subject }) => subject.startsWith('case-file/'));
  const returns = family.standings.filter(({ subject }) => subject.startsWith('file-return/'));
  if (files.length === 0)
    return returns.map(({ subject, stateName }) => (
      <OneReturn key={subject} id={subject.slice('file-return/'.length)} stateName={stateName} />
    ));
  return files.map(({ subject, stateName }) => (
    <OneFile key={subject} id={subject.slice('case-file/'.length)} handOffId={handOffId} stateName={stateName} />
  ));
}

function OneFile({ id, handOffId, stateName }: { id: string; handOffId: string; stateName: string }) {
  const { t } = useTranslation();
  const { data: file, error } = useQuery(caseFileQuery(id));
  const possible = useQuery(caseFilePossibleQuery(id));
  if (file !== undefined && file.handOffId !== handOffId) return null;
  const text = (name: string) => (typeof file?.values[name] === 'string' ? file.values[name] : undefined);
  const result = text('resultCode');
  const rows = [
    { key: 'state', label: t('caseFile.state'), children: stateName },
    ...['findings', 'reason', 'caseNumber'].flatMap((name) =>
      text(name) === undefined ? [] : [{ key: name, label: t(`caseFile.${name}`), children: text(name) }],
    ),
    ...(result === undefined
      ? []
      : [{ key: 'result', label: t('field.resultCode'), children: (clueResults as Readonly<Record<string, string>>)[result] ?? result }]),
  ];
  return (
    <section className="card" aria-labelledby={`file-${id}`}>
      <h2 id={`file-${id}`}>{t('caseFile.title')}</h2>
      <ProblemAlert error={error ?? possible.error} />
      <Descriptions size="small" styles={{ label: { width: '6.5em' } }} column={1} items={rows} />
      {file !== undefined && possible.data !== undefined && (
        <div className="no-print" style={{ marginTop: 12 }}>
          <VerbList
            possible={verbsOf(possible.data)}
            forms={caseFileForms}
            basePath={`/api/case-supervision/case-files/${id}`}
            version={file.version}
            matterKind="case-file"
          />
        </div>
      )}
    </section>
  );
}

/** What the other side learns of the file: that it is to be given back, and what it may say to that. */
function OneReturn({ id, stateName }: { id: string; stateName: string }) {
  const { t } = useTranslation();
  const { data: possible, error } = useQuery(caseFilePossibleQuery(id));
  return (
    <section className="card" aria-labelledby={`return-${id}`}>
      <h2 id={`return-${id}`}>{t('caseFile.returnTitle')}</h2>
      <p>{stateName}</p>
      <ProblemAlert error={error} />
      {possible !== undefined && (
        <VerbList possible={possible} forms={caseFileForms} basePath={`/api/case-supervision/case-files/${id}`} matterKind="case-file" />
      )}
    </section>
  );
}

const evaluation = 'steps/T7';
const decisions = ['steps/T8', 'steps/T9', 'steps/T10'];

/** The chart names its steps; evaluation and decision have commands of their own, and the result says which decision it is. */
function verbsOf(possible: readonly Possible[]): Possible[] {
  const evaluate = possible.filter(({ verb }) => verb === evaluation).map((step) => ({ ...step, verb: 'evaluate' }));
  const steps = possible.filter(({ verb }) => decisions.includes(verb));
  const decide = steps.find(({ isPossible }) => isPossible) ?? steps[0];
  return [...evaluate, ...(decide === undefined ? [] : [{ ...decide, verb: 'decide' }]), ...possible];
}
