import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { disputePossibleQuery, disputeQuery } from '../api/queries.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { ChartPage } from './chart-page.tsx';

/** A dispute over who is competent, until somebody is bound. */
export function DisputePage() {
  const { t } = useTranslation();
  const { disputeId } = useParams({ from: '/disputes/$disputeId' });
  const { data: dispute, error, isPending } = useQuery(disputeQuery(disputeId));
  const possible = useQuery(disputePossibleQuery(disputeId));
  if (isPending) return <PageSkeleton rows={10} />;
  if (dispute === undefined) return <ProblemAlert error={error} />;
  return (
    <ChartPage
      title={dispute.title}
      kind={t('aggregate.dispute')}
      stageName={dispute.stageName}
      familyId={dispute.familyId}
      subject={`dispute/${disputeId}`}
      path={`/api/clue-transfer/disputes/${disputeId}`}
      version={dispute.version}
      hasDeviation={false}
      steps={possible.data?.steps}
      stepsError={possible.error}
      form={dispute.form}
      values={dispute.known}
    />
  );
}
