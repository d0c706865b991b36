import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input, Segmented, Tabs, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { worklistQuery } from '../api/queries.ts';
import { type Tab, tabs, type Worklist } from '../api/types.ts';
import { useMe } from '../app/me.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useIsStale } from '../parts/stale.ts';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { WorkTable } from './work-table.tsx';

/** 工作台: what waits, least time left first. */
export function WorkbenchPage() {
  const { t } = useTranslation();
  const { post } = useMe();
  const { tab = 'to-sign', turn = 'mine', cursor } = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  const { data, error, isPending, isPlaceholderData } = useQuery({
    ...worklistQuery(tab, turn, cursor),
    placeholderData: keepPreviousData,
  });
  const [filter, setFilter] = useState('');
  const isStale = useIsStale();
  const show = (next: { tab: Tab; turn: 'mine' | 'all'; cursor?: string }) =>
    navigate({
      search: {
        tab: next.tab,
        ...(next.turn === 'all' && { turn: next.turn }),
        ...(next.cursor !== undefined && { cursor: next.cursor }),
      },
    });
  return (
    <>
      <div className="page-title">
        <h1>{t('work.title')}</h1>
        <span className="muted">{post.agency.name}</span>
        {isStale && <Tag>{t('stale')}</Tag>}
      </div>
      <section className="card">
        <Tabs
          activeKey={tab}
          onChange={(key) => void show({ tab: key as Tab, turn })}
          items={tabs.map((each) => ({ key: each, label: <TabLabel tab={each} {...(data !== undefined && { worklist: data })} /> }))}
        />
        <div className="work-tools">
          <Segmented<'mine' | 'all'>
            value={turn}
            onChange={(value) => void show({ tab, turn: value })}
            options={[
              { value: 'mine', label: t('work.mine') },
              { value: 'all', label: t('work.all') },
            ]}
            aria-label={t('work.whose')}
          />
          <span className="spacer" />
          <Input
            id="work-filter"
            type="search"
            allowClear
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            placeholder={t('work.filter')}
            aria-label={t('work.filter')}
            style={{ width: 280 }}
          />
        </div>
        <ProblemAlert error={error} />
        {isPending && <PageSkeleton />}
        {data !== undefined && (
          <WorkTable key={`${tab} ${turn}`} tab={tab} turn={turn} worklist={data} filter={filter} isOld={isPlaceholderData} />
        )}
        <div className="actions no-print" style={{ justifyContent: 'center', marginTop: 12 }}>
          {cursor !== undefined && <Button onClick={() => void show({ tab, turn })}>{t('work.first')}</Button>}
          {data?.next !== undefined && (
            <Button onClick={() => void show({ tab, turn, ...(data.next !== undefined && { cursor: data.next }) })}>
              {t('work.next')}
            </Button>
          )}
        </div>
      </section>
    </>
  );
}

const urgency: Partial<Record<Tab, string>> = { overdue: 'urgent', 'due-soon': 'soon' };

function TabLabel({ tab, worklist }: { tab: Tab; worklist?: Worklist }) {
  const { t } = useTranslation();
  const counted = worklist?.tabs.find((each) => each.tab === tab);
  const look = counted !== undefined && counted.total > 0 ? (urgency[tab] ?? '') : '';
  return (
    <>
      {t(`tabs.${tab}`)}
      {counted !== undefined && (
        <span className={`tab-count number ${look}`}>
          {counted.total}
          {counted.isMore && '+'}
        </span>
      )}
    </>
  );
}
