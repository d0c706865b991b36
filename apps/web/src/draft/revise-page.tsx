import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { agenciesQuery, clueQuery, handOffQuery, possibleQuery, routesQuery } from '../api/queries.ts';
import type { HandOff, Possible } from '../api/types.ts';
import { useKeys } from '../parts/keyboard.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { DraftForm } from './draft-form.tsx';
import { type Drafted, draftedOf } from './terms.ts';

/** 修改草稿: everything the draft says, until it is submitted. Where that is not possible now, the page says why instead. */
export function RevisePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { handOffId } = useParams({ from: '/hand-offs/$handOffId/revise' });
  const { data: handOff, error } = useQuery(handOffQuery(handOffId));
  const possible = useQuery(possibleQuery(handOffId));
  const back = () => void navigate({ to: '/hand-offs/$handOffId', params: { handOffId } });
  useKeys({ Escape: back });
  if (error !== null || possible.error !== null) return <ProblemAlert error={error ?? possible.error} />;
  if (handOff === undefined || possible.data === undefined) return <PageSkeleton rows={8} />;
  const revise = possible.data.find(({ verb }) => verb === 'revise');
  return (
    <>
      <div className="page-title">
        <h1>{t('draft.revise')}</h1>
        <Link to="/hand-offs/$handOffId" params={{ handOffId }}>
          {handOff.title}
        </Link>
      </div>
      <section className="card" aria-label={t('draft.revise')}>
        {handOff.remark !== undefined && (
          <Alert type="info" showIcon title={t('draft.remark', { remark: handOff.remark })} style={{ marginBottom: 12 }} />
        )}
        {revise?.isPossible === true ? <Revision handOff={handOff} onSaved={back} /> : <NotNow {...(revise !== undefined && { revise })} />}
      </section>
    </>
  );
}

function NotNow({ revise }: { revise?: Possible }) {
  const { t } = useTranslation();
  return <Alert type="warning" showIcon title={revise?.title ?? t('possible.nothing')} description={revise?.advice} />;
}

/** A problem's content is not chosen from here: what was chosen of it stays chosen. */
function Revision({ handOff, onSaved }: { handOff: HandOff; onSaved: () => void }) {
  const isClue = handOff.matterKind === 'clue';
  const clue = useQuery({ ...clueQuery(handOff.matterId), enabled: isClue });
  const agencies = useQuery(agenciesQuery);
  const routes = useQuery(routesQuery);
  const error = clue.error ?? agencies.error ?? routes.error;
  if (error !== null) return <ProblemAlert error={error} />;
  if ((isClue && clue.data === undefined) || agencies.isPending || routes.isPending) return <PageSkeleton rows={8} />;
  const { matterKind, sourceCode, receiver, routeId: route, purpose, legalBasis, parts, version } = handOff;
  const drafted: Drafted = clue.data === undefined ? { matterKind, sourceCode } : draftedOf(clue.data);
  return (
    <DraftForm
      drafted={drafted}
      matterId={handOff.matterId}
      before={{ receiver, route, purpose, legalBasis, ...(parts !== undefined && { parts }) }}
      act={(terms) => ({ path: `/api/clue-transfer/hand-offs/${handOff.id}/revise`, body: terms, version })}
      onSaved={onSaved}
    />
  );
}
