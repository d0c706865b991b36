import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { familyQuery } from '../api/queries.ts';
import { useMe } from '../app/me.ts';
import { pageOf } from '../work/open-item.ts';
import { useKeys } from '../parts/keyboard.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { DeadlinesCard } from './deadlines-card.tsx';
import { TimelineCard } from './timeline-card.tsx';

/** What follows a chart has a page of its own; a file is seen by its keeper alone, and its page says so to others. */
function Standing({ subject, title }: { subject: string; title: string | undefined }) {
  const path = pageOf(subject);
  return path === undefined ? title : <Link to={path}>{title}</Link>;
}

/** A whole matter, to read: for what has no page of its own yet. */
export function FamilyPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { familyId } = useParams({ from: '/families/$familyId' });
  const { data: family, error, isPending } = useQuery(familyQuery(familyId));
  const navigate = useNavigate();
  useKeys({ Escape: () => (history.length > 1 ? history.back() : void navigate({ to: '/' })) });
  if (isPending) return <PageSkeleton rows={10} />;
  if (family === undefined) return <ProblemAlert error={error} />;
  const handOffs = family.standings.filter(({ subject }) => subject.startsWith('hand-off/'));
  return (
    <>
      <div className="page-title">
        <h1>{family.title ?? t('family.untitled')}</h1>
        {family.owner !== undefined && <span className="muted">{t('family.owner', { name: family.owner.name })}</span>}
      </div>
      <div className="columns">
        <div>
          <section className="card" aria-labelledby="streams">
            <h2 id="streams">{t('family.streams')}</h2>
            {family.standings.map(({ subject, stateName, title }) => (
              <div key={subject} className="deadline">
                <Tag>{t(`aggregate.${subject.split('/')[0] ?? ''}`)}</Tag> <Standing subject={subject} title={title} />{' '}
                <span className="muted">{stateName}</span>
              </div>
            ))}
            {handOffs.map(({ subject, title }) => (
              <p key={subject}>
                <Link to="/hand-offs/$handOffId" params={{ handOffId: subject.slice('hand-off/'.length) }}>
                  {t('family.openHandOff', { title: title ?? '' })}
                </Link>
              </p>
            ))}
          </section>
          <DeadlinesCard deadlines={family.deadlines} />
        </div>
        <TimelineCard familyId={familyId} isPractice={me.world !== undefined} />
      </div>
    </>
  );
}
