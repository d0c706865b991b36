import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { problemPossibleQuery, problemQuery } from '../api/queries.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { ChartPage } from './chart-page.tsx';

/** A problem at the water, from the report to its close-out. */
export function ProblemPage() {
  const { t } = useTranslation();
  const { problemId } = useParams({ from: '/problems/$problemId' });
  const { data: problem, error, isPending } = useQuery(problemQuery(problemId));
  const possible = useQuery(problemPossibleQuery(problemId));
  if (isPending) return <PageSkeleton rows={10} />;
  if (problem === undefined) return <ProblemAlert error={error} />;
  return (
    <ChartPage
      title={problem.report.title}
      kind={`${t('aggregate.problem')} ${problem.number}`}
      stageName={problem.stageName}
      familyId={problem.familyId}
      subject={`problem/${problemId}`}
      path={`/api/clue-transfer/problems/${problemId}`}
      version={problem.version}
      hasDeviation={false}
      steps={possible.data?.steps}
      stepsError={possible.error}
      form={problem.form}
      values={problem.known}
    />
  );
}
