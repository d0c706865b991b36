import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { agenciesQuery, clueQuery, routesQuery } from '../api/queries.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { DraftForm } from './draft-form.tsx';
import { draftedOf } from './terms.ts';

/** 拟稿移送: a clue's hand-off is written down. */
export function DraftPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { clueId } = useParams({ from: '/clues/$clueId/hand-over' });
  const { data: clue, error, isPending } = useQuery(clueQuery(clueId));
  const agencies = useQuery(agenciesQuery);
  const routes = useQuery(routesQuery);
  if (isPending || agencies.isPending || routes.isPending) return <PageSkeleton rows={8} />;
  const problem = error ?? agencies.error ?? routes.error;
  if (clue === undefined) return <ProblemAlert error={problem} />;
  return (
    <>
      <div className="page-title">
        <h1>{t('draft.title')}</h1>
        <span>{clue.content.title}</span>
      </div>
      <section className="card" aria-label={t('draft.title')}>
        <ProblemAlert error={problem} />
        <DraftForm
          drafted={draftedOf(clue)}
          matterId={clue.id}
          act={(terms) => ({ path: '/api/clue-transfer/hand-offs', body: { matterKind: 'clue', matterId: clue.id, ...terms } })}
          onSaved={(handOffId) => void navigate({ to: '/hand-offs/$handOffId', params: { handOffId } })}
        />
      </section>
    </>
  );
}
