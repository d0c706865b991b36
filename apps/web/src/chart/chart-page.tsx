import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { familyQuery } from '../api/queries.ts';
import type { ChartStep, FormField } from '../api/types.ts';
import { useMe } from '../app/me.ts';
import { DeadlinesCard } from '../hand-off/deadlines-card.tsx';
import { TimelineCard } from '../hand-off/timeline-card.tsx';
import { useKeys } from '../parts/keyboard.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Recorded } from './recorded.tsx';
import { StepList } from './steps-card.tsx';

interface ChartPageProps {
  title: string;
  /** What it is, such as the title of its chart. */
  kind: string;
  stageName: string;
  familyId: string;
  /** `<aggregate>/<id>` */
  subject: string;
  path: string;
  version: number;
  hasDeviation: boolean;
  steps: readonly ChartStep[] | undefined;
  stepsError: Error | null;
  form: readonly FormField[];
  values: Readonly<Record<string, unknown>>;
  /** What may be done besides the steps of the chart. */
  more?: ReactNode;
}

/** Whatever follows a chart, on one page: where it stands, what can be done, what is on record, what is due, what has been. */
export function ChartPage({ title, kind, stageName, familyId, subject, steps, stepsError, form, values, more, ...where }: ChartPageProps) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const { data: family, error } = useQuery(familyQuery(familyId));
  useKeys({ Escape: () => (history.length > 1 ? history.back() : void navigate({ to: '/' })) });
  const ours = family?.deadlines.filter((deadline) => deadline.subject === subject) ?? [];
  const others = family?.deadlines.filter((deadline) => deadline.subject !== subject) ?? [];
  return (
    <>
      <div className="page-title">
        <h1>{title}</h1>
        <Tag variant="solid" color="#0b3d73">
          {stageName}
        </Tag>
        <span className="muted">{kind}</span>
      </div>
      <div className="columns">
        <div>
          <section className="card no-print" aria-labelledby="possible">
            <h2 id="possible">{t('possible.title')}</h2>
            <ProblemAlert error={stepsError} />
            {steps === undefined && stepsError === null && <PageSkeleton rows={2} />}
            {steps !== undefined && <StepList steps={steps} {...where} />}
            {more}
          </section>
          <section className="card" aria-labelledby="recorded">
            <h2 id="recorded">{t('chart.recorded')}</h2>
            <Recorded form={form} values={values} />
          </section>
        </div>
        <div>
          <ProblemAlert error={error} />
          <DeadlinesCard deadlines={[...ours, ...others]} />
          <TimelineCard familyId={familyId} isPractice={me.world !== undefined} />
        </div>
      </div>
    </>
  );
}
