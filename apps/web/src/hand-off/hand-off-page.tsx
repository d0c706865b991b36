import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Alert, Descriptions, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { agenciesQuery, familyQuery, handOffQuery, routesQuery } from '../api/queries.ts';
import type { HandOff } from '../api/types.ts';
import { useMe } from '../app/me.ts';
import { useKeys } from '../parts/keyboard.tsx';
import { LightTag } from '../parts/light.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useIsStale } from '../parts/stale.ts';
import { ActionsCard } from './actions-card.tsx';
import { CaseFileCard } from './case-file-card.tsx';
import { DeadlinesCard } from './deadlines-card.tsx';
import { FeedbackCard } from './feedback-card.tsx';
import { PackageCard } from './package-card.tsx';
import { TimelineCard } from './timeline-card.tsx';

/** One hand-off with everything an officer needs to do the next step: this page is the shape of those to come. */
export function HandOffPage() {
  const { handOffId } = useParams({ from: '/hand-offs/$handOffId' });
  const { data, error, isPending } = useQuery(handOffQuery(handOffId));
  const navigate = useNavigate();
  useKeys({ Escape: () => (history.length > 1 ? history.back() : void navigate({ to: '/' })) });
  if (isPending) return <PageSkeleton rows={10} />;
  if (data === undefined) return <ProblemAlert error={error} />;
  return <HandOffView handOff={data} />;
}

function HandOffView({ handOff }: { handOff: HandOff }) {
  const me = useMe();
  const { data: family, error } = useQuery(familyQuery(handOff.familyId));
  const isSender = handOff.sender === me.post.agency.id;
  return (
    <>
      <Head
        handOff={handOff}
        deadline={family?.deadlines.find(({ subject, light }) => subject === `hand-off/${handOff.id}` && light.count !== undefined)}
      />
      <div className="columns">
        <div>
          <Marks handOff={handOff} />
          <ActionsCard handOff={handOff} />
          <Terms handOff={handOff} />
          <PackageCard handOff={handOff} isSender={isSender} />
        </div>
        <div>
          {handOff.status !== 'draft' && <ProblemAlert error={error} />}
          {family !== undefined && (
            <>
              <CaseFileCard family={family} handOff={handOff} />
              <DeadlinesCard deadlines={family.deadlines} />
              <FeedbackCard family={family} />
              <TimelineCard familyId={family.familyId} isPractice={me.world !== undefined} />
            </>
          )}
        </div>
      </div>
    </>
  );
}

function Head({ handOff, deadline }: { handOff: HandOff; deadline: Parameters<typeof LightTag>[0]['deadline'] | undefined }) {
  const { t } = useTranslation();
  const isStale = useIsStale();
  return (
    <div className="page-title">
      <h1>{handOff.title}</h1>
      <Tag variant="solid" color="#0b3d73">
        {t(`status.${handOff.status}`)}
      </Tag>
      {deadline !== undefined && <LightTag deadline={deadline} />}
      {handOff.kind === 'share' && <Tag>{t('handOff.share')}</Tag>}
      {isStale && <Tag>{t('stale')}</Tag>}
    </div>
  );
}

/** What stands beside the state: a recall that is asked for, what is missing, where it went on. */
function Marks({ handOff: { recallRequest, rounds = [], status, next } }: { handOff: HandOff }) {
  const { t } = useTranslation();
  const round = rounds.at(-1);
  return (
    <>
      {recallRequest !== undefined && (
        <Alert type="warning" showIcon title={t('handOff.recallRequest', { reason: recallRequest.reason })} style={{ marginBottom: 16 }} />
      )}
      {status === 'supplement' && round !== undefined && (
        <Alert
          type="info"
          showIcon
          title={t('handOff.round', { n: rounds.length, items: round.items.join('；'), reason: round.reason })}
          style={{ marginBottom: 16 }}
        />
      )}
      {next !== undefined && (
        <p>
          <Link to="/hand-offs/$handOffId" params={{ handOffId: next.successor }}>
            {t('handOff.forwardedTo')}
          </Link>
        </p>
      )}
    </>
  );
}

/** Who hands what to whom, on which road, and for what. */
function Terms({ handOff }: { handOff: HandOff }) {
  const { t } = useTranslation();
  const { data: agencies = [] } = useQuery(agenciesQuery);
  const { data: routes = [] } = useQuery(routesQuery);
  const nameOf = (id: string) => agencies.find((agency) => agency.id === id)?.name ?? id;
  const route = routes.find(({ slug }) => slug === handOff.routeId)?.name ?? handOff.routeId;
  const refusal =
    handOff.reasonCode === undefined ? undefined : t(`code.reasonCode.${handOff.reasonCode}`, { defaultValue: handOff.reasonCode });
  const rows: [string, string | undefined][] = [
    ['sender', nameOf(handOff.sender)],
    ['receiver', nameOf(handOff.receiver)],
    ['route', route],
    ['documentNumber', handOff.documentNumber],
    ['purpose', handOff.purpose],
    ['legalBasis', handOff.legalBasis],
    ['remark', handOff.remark],
    ['reasonCode', refusal],
    ['reason', handOff.reason],
  ];
  return (
    <section className="card" aria-labelledby="terms">
      <h2 id="terms">{t('handOff.terms')}</h2>
      <Descriptions
        styles={{ label: { width: '6.5em' } }}
        size="small"
        column={1}
        items={rows.filter(([, value]) => value !== undefined).map(([key, children]) => ({ key, label: t(`field.${key}`), children }))}
      />
    </section>
  );
}
