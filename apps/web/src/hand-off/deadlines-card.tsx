import { useQuery } from '@tanstack/react-query';
import { Button, Modal, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { whyQuery } from '../api/queries.ts';
import type { Deadline } from '../api/types.ts';
import { LightTag } from '../parts/light.tsx';
import { formatDue } from '../parts/moment.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';

const isOver = ({ light }: Deadline) => ['met', 'met-late', 'cancelled'].includes(light.tone);

export function DeadlinesCard({ deadlines }: { deadlines: readonly Deadline[] }) {
  const { t } = useTranslation();
  const [chosen, choose] = useState<Deadline>();
  const shown = [...deadlines.filter((each) => !isOver(each)), ...deadlines.filter(isOver)];
  return (
    <section className="card" aria-labelledby="deadlines">
      <h2 id="deadlines">{t('deadline.title')}</h2>
      {shown.length === 0 && <p className="muted">{t('deadline.noneHere')}</p>}
      {shown.map((deadline) => (
        <div key={deadline.clockId} className="deadline">
          <div style={{ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
            <LightTag deadline={deadline} />
            <strong>{deadline.ruleName}</strong>
            {deadline.isProvisional && <Tag>{t('deadline.provisional')}</Tag>}
          </div>
          <div className="muted">
            {deadline.holder.name}
            {deadline.nature !== undefined && ` · ${t(`nature.${deadline.nature}`)}`}
            {deadline.dueAt !== undefined && ` · ${t('deadline.due')}${formatDue(deadline.dueAt)}`}
          </div>
          <Button type="link" size="small" className="no-print" style={{ padding: 0 }} onClick={() => choose(deadline)}>
            {t('deadline.why')}
          </Button>
        </div>
      ))}
      {chosen !== undefined && <WhyDialog deadline={chosen} onClose={() => choose(undefined)} />}
    </section>
  );
}

/** How the date was counted, day by day with the article, as the clock explains itself. */
function WhyDialog({ deadline, onClose }: { deadline: Deadline; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery(whyQuery(deadline.clockId));
  return (
    <Modal open title={t('deadline.whyOf', { rule: deadline.ruleName })} onCancel={onClose} footer={null}>
      <ProblemAlert error={error} />
      {isPending && <PageSkeleton rows={4} />}
      {data !== undefined && (
        <>
          <p>{t('deadline.source', { source: data.source, mark: t(`mark.${data.mark}`) })}</p>
          <ol>
            {data.sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
          {data.consequence !== undefined && <p>{t('deadline.consequence', { text: data.consequence })}</p>}
          <p className="muted">{t('deadline.pack', { version: data.packVersion })}</p>
        </>
      )}
    </Modal>
  );
}
