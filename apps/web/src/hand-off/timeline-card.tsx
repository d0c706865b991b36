import { useQuery } from '@tanstack/react-query';
import { Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { timelineQuery } from '../api/queries.ts';
import type { TimelineLine } from '../api/types.ts';
import { formatMoment } from '../parts/moment.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';

/** What runs by itself; acts of officers stand out without it. What is over time is shown all the same. */
const isClock = ({ type }: TimelineLine) => type.startsWith('case-supervision.clock-') && !type.includes('clock-breached');

/** An act entered long after it happened is shown with both moments: the law counts the one, the record shows the other. */
const enteredLateMs = 3_600_000;
const isEnteredLate = ({ actedAt, recordedAt }: TimelineLine) => Date.parse(recordedAt) - Date.parse(actedAt) > enteredLateMs;

export function TimelineCard({ familyId, isPractice }: { familyId: string; isPractice: boolean }) {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery(timelineQuery(familyId));
  const [withClocks, showClocks] = useState(false);
  const lines = (data?.lines ?? []).filter((line) => withClocks || !isClock(line)).toReversed();
  return (
    <section className="card" aria-labelledby="timeline">
      <h2 id="timeline">{t('timeline.title')}</h2>
      <ProblemAlert error={error} />
      {isPending && <PageSkeleton rows={4} />}
      <Checkbox
        className="no-print"
        checked={withClocks}
        onChange={(event) => showClocks(event.target.checked)}
        style={{ marginBottom: 12 }}
      >
        {t('timeline.withClocks')}
      </Checkbox>
      <ol className="timeline">
        {lines.map((line) => (
          <li key={line.eventId} className={isClock(line) ? 'is-clock' : ''}>
            <div>{line.sentence}</div>
            <time dateTime={line.actedAt}>{formatMoment(line.actedAt)}</time>
            {line.post !== undefined && <span className="muted"> · {line.post.name}</span>}
            {!isPractice && isEnteredLate(line) && (
              <span className="muted"> · {t('timeline.recorded', { at: formatMoment(line.recordedAt) })}</span>
            )}
          </li>
        ))}
      </ol>
      {data?.isCut === true && <p className="muted">{t('timeline.cut')}</p>}
    </section>
  );
}
