import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { caseFilePossibleQuery, caseFileQuery, openableQuery } from '../api/queries.ts';
import type { Possible } from '../api/types.ts';
import { VerbList } from '../hand-off/actions-card.tsx';
import { caseFileForms } from '../hand-off/verb-forms.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { ChartPage } from './chart-page.tsx';
import { stepsOf } from './steps-of.ts';

/** An organ's own file: a penalty, a criminal case, a claim for damages; whichever chart it follows, the page is the same. */
export function CaseFilePage() {
  const { t } = useTranslation();
  const { caseFileId } = useParams({ from: '/case-files/$caseFileId' });
  const { data: file, error, isPending } = useQuery(caseFileQuery(caseFileId));
  const possible = useQuery(caseFilePossibleQuery(caseFileId));
  const { data: openable = [] } = useQuery(openableQuery);
  if (isPending) return <PageSkeleton rows={10} />;
  if (file === undefined) return <ProblemAlert error={error} />;
  const goesOn = openable.some(({ from = [] }) => from.includes(file.chart));
  const path = `/api/case-supervision/case-files/${caseFileId}`;
  return (
    <ChartPage
      title={file.title}
      kind={file.chartTitle}
      stageName={file.stageName}
      familyId={file.familyId}
      subject={`case-file/${caseFileId}`}
      path={path}
      version={file.version}
      hasDeviation
      steps={possible.data === undefined ? undefined : stepsOf(possible.data)}
      stepsError={possible.error}
      form={file.form}
      values={file.values}
      more={
        possible.data !== undefined && (
          <div style={{ marginTop: 12 }}>
            {goesOn && (
              <Link to="/case-files/new" search={{ from: caseFileId }}>
                {t('openFile.goOn')}
              </Link>
            )}
            <VerbList
              possible={possible.data.filter(isNoStep)}
              forms={caseFileForms}
              basePath={path}
              version={file.version}
              matterKind="case-file"
            />
          </div>
        )
      }
    />
  );
}

const isNoStep = ({ verb }: Possible) => !verb.startsWith('steps/');
