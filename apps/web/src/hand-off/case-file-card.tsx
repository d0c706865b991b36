import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Descriptions } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/http.ts';
import { caseFilePossibleQuery, caseFileQuery, fileReturnQuery } from '../api/queries.ts';
import type { CaseFile, Family, FileReturn, HandOff, Possible } from '../api/types.ts';
import { useMe } from '../app/me.ts';
import { useCodeList } from '../parts/code-list.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { VerbList } from './actions-card.tsx';
import { caseFileForms } from './verb-forms.ts';

/** What became of an accepted hand-off: to the receiver its own file, which nobody else sees; to the sender what it may say about a return. */
export function CaseFileCard({ family, handOff }: { family: Family; handOff: HandOff }) {
  const { post } = useMe();
  const hasFile = handOff.kind === 'owning' && handOff.matterKind !== 'problem' && ['accepted', 'returned'].includes(handOff.status);
  const fileReturn = useQuery({ ...fileReturnQuery(handOff.id), enabled: hasFile });
  if (!hasFile) return null;
  // The file is opened a moment after the acceptance, and the notice of it brings the page here again.
  if (fileReturn.error instanceof Problem && fileReturn.error.isMissing) return null;
  if (fileReturn.data === undefined) return <ProblemAlert error={fileReturn.error} />;
  return handOff.receiver === post.agency.id ? (
    <OneFile family={family} fileReturn={fileReturn.data} />
  ) : (
    <OtherSide fileReturn={fileReturn.data} />
  );
}

function OneFile({ family, fileReturn }: { family: Family; fileReturn: FileReturn }) {
  const { t } = useTranslation();
  const { id } = fileReturn;
  const { nameOf } = useCodeList('clue-result');
  const { data: file, error } = useQuery(caseFileQuery(id));
  const possible = useQuery(caseFilePossibleQuery(id));
  return (
    <section className="card" aria-labelledby="case-file">
      <h2 id="case-file">{t('caseFile.title')}</h2>
      <ProblemAlert error={error ?? possible.error} />
      <Asked fileReturn={fileReturn} />
      {file !== undefined && (
        <>
          <Descriptions size="small" styles={{ label: { width: '6.5em' } }} column={1} items={rowsOf(file, t, nameOf)} />
          <Referral file={file} family={family} />
          <p className="no-print">
            <Link to="/case-files/$caseFileId" params={{ caseFileId: id }}>
              {t('caseFile.open')}
            </Link>
          </p>
        </>
      )}
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

function rowsOf({ values, stageName }: CaseFile, t: TFunction, nameOf: (result: string) => string) {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const result = text('resultCode');
  const rows: [string, string | undefined][] = [
    [t('caseFile.state'), stageName],
    ...['findings', 'reason', 'caseNumber'].map((name): [string, string | undefined] => [t(`caseFile.${name}`), text(name)]),
    [t('field.resultCode'), result === undefined ? undefined : nameOf(result)],
  ];
  return rows.filter(([, value]) => value !== undefined).map(([label, children]) => ({ key: label, label, children }));
}

/** The file's own hand-off is opened a moment after it was asked for; there it is signed like every other. */
function Referral({ file: { status, referral }, family }: { file: CaseFile; family: Family }) {
  const { t } = useTranslation();
  if (status !== 'handing-over' || referral === undefined) return null;
  const isThere = family.standings.some(({ subject }) => subject === `hand-off/${referral.handOffId}`);
  return (
    <p role="status">
      {t('caseFile.referred')}
      {isThere && (
        <Link to="/hand-offs/$handOffId" params={{ handOffId: referral.handOffId }}>
          {t('caseFile.openReferral')}
        </Link>
      )}
    </p>
  );
}

/** What the sender sees of the file: what was said about giving it back, and what it may say to that. */
function OtherSide({ fileReturn }: { fileReturn: FileReturn }) {
  const { t } = useTranslation();
  const { data: possible, error } = useQuery(caseFilePossibleQuery(fileReturn.id));
  return (
    <section className="card" aria-labelledby="file-return">
      <h2 id="file-return">{t('caseFile.returnTitle')}</h2>
      <Asked fileReturn={fileReturn} />
      <ProblemAlert error={error} />
      {possible !== undefined && (
        <VerbList
          possible={possible}
          forms={caseFileForms}
          basePath={`/api/case-supervision/case-files/${fileReturn.id}`}
          matterKind="case-file"
        />
      )}
    </section>
  );
}

/** Who asked to give the file back, and why; or why the other side did not agree. */
function Asked({ fileReturn: { status, request, declined } }: { fileReturn: FileReturn }) {
  const { t } = useTranslation();
  const { post } = useMe();
  const whose = (by: string) => (by === post.agency.id ? 'ours' : 'theirs');
  if (status === 'requested' && request !== undefined)
    return <Alert type="warning" showIcon title={t(`caseFile.asked.${whose(request.by)}`, { reason: request.reason })} style={noteStyle} />;
  if (status === 'open' && declined !== undefined)
    return (
      <Alert type="info" showIcon title={t(`caseFile.declined.${whose(declined.by)}`, { reason: declined.reason })} style={noteStyle} />
    );
  if (status === 'returned') return <Alert type="info" showIcon title={t('caseFile.returned')} style={noteStyle} />;
  return null;
}

const noteStyle = { marginBottom: 12 };

const evaluation = 'steps/T7';
const decisions = ['steps/T8', 'steps/T9', 'steps/T10'];

/** The chart names its steps; evaluation and decision have commands of their own, and the result says which decision it is. */
function verbsOf(possible: readonly Possible[]): Possible[] {
  const evaluate = possible.filter(({ verb }) => verb === evaluation).map((step) => ({ ...step, verb: 'evaluate' }));
  const steps = possible.filter(({ verb }) => decisions.includes(verb));
  const decide = steps.find(({ isPossible }) => isPossible) ?? steps[0];
  return [...evaluate, ...(decide === undefined ? [] : [{ ...decide, verb: 'decide' }]), ...possible];
}
