import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sharedMatterPossibleQuery, sharedMatterQuery, type SharedMatterKind } from '../api/queries.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { ChartPage } from './chart-page.tsx';

/** What several organs follow on one chart: a problem at the water until it is closed, a dispute until somebody is bound. */
export function SharedMatterPage({ kind, id }: { kind: SharedMatterKind; id: string }) {
  const { t } = useTranslation();
  const { data: matter, error, isPending } = useQuery(sharedMatterQuery(kind, id));
  const possible = useQuery(sharedMatterPossibleQuery(kind, id));
  if (isPending) return <PageSkeleton rows={10} />;
  if (matter === undefined) return <ProblemAlert error={error} />;
  return (
    <ChartPage
      title={matter.title ?? matter.report?.title ?? ''}
      kind={`${t(`aggregate.${kind}`)} ${matter.number ?? ''}`}
      stageName={matter.stageName}
      familyId={matter.familyId}
      subject={`${kind}/${id}`}
      path={`/api/clue-transfer/${kind}s/${id}`}
      version={matter.version}
      hasDeviation={false}
      steps={possible.data?.steps}
      stepsError={possible.error}
      form={matter.form}
      values={matter.known}
    />
  );
}
