import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Select, Table, type TableProps, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { figuresQuery } from '../api/queries.ts';
import type { Figure } from '../api/types.ts';
import { useMe } from '../app/me.ts';
import { dayOfField, formatDay, formatMoment } from '../parts/moment.ts';
import { namedList } from '../parts/named-list.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { FigureDrawer } from './figure-drawer.tsx';
import { Footnotes, FrozenMark } from './frozen-mark.tsx';
import { nextFreezing } from './freezing.ts';
import { periodChoices } from './periods.ts';

/** 统计: every figure over what the officer's agency may see, with how it is counted and what is behind it. */
export function FiguresPage() {
  const { t } = useTranslation();
  const { post, world } = useMe();
  const choices = periodChoices(new Date(world?.legalNow ?? Date.now()));
  const { period = choices[0]?.value ?? '' } = useSearch({ from: '/figures' });
  const navigate = useNavigate({ from: '/figures' });
  const { data, error, isPending } = useQuery({ ...figuresQuery(period), placeholderData: keepPreviousData });
  const [opened, setOpened] = useState<string>();
  const figure = data?.figures.find(({ id }) => id === opened);
  return (
    <>
      <div className="page-title">
        <h1>{t('figures.title')}</h1>
        <span className="muted">{t('figures.scope', { agency: post.agency.name })}</span>
      </div>
      <section className="card">
        <div className="work-tools">
          <Select
            value={period}
            style={{ minWidth: 180 }}
            aria-label={t('figures.period')}
            onChange={(value: string) => void navigate({ search: { period: value } })}
            options={choices.map(({ value, kind, year, n }) => ({ value, label: t(`figures.periods.${kind}`, { year, n }) }))}
            {...namedList(t, t('figures.period'))}
          />
          <span className="spacer" />
          {data !== undefined && <span className="muted">{t('figures.asOf', { now: formatMoment(data.legalNow) })}</span>}
        </div>
        {data !== undefined && <Freezing figures={data.figures} today={dayOfField(new Date(data.legalNow))} />}
        <ProblemAlert error={error} />
        {isPending ? <PageSkeleton rows={10} /> : data !== undefined && <FigureTable figures={data.figures} onOpen={setOpened} />}
      </section>
      <FigureDrawer key={`${figure?.id ?? ''} ${period}`} figure={figure} period={period} onClose={() => setOpened(undefined)} />
    </>
  );
}

/** Of a month: that its figures are not frozen yet, and when they will be. */
function Freezing({ figures, today }: { figures: Figure[]; today: string }) {
  const { t } = useTranslation();
  const next = nextFreezing(figures, today);
  if (next === undefined) return null;
  const { which, on } = next;
  return (
    <p className="muted">
      {on === undefined ? t(`figures.notFrozen.${which}`) : t(`figures.notFrozenUntil.${which}`, { on: formatDay(on) })}
    </p>
  );
}

function FigureTable({ figures, onOpen }: { figures: Figure[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const columns: TableProps<Figure>['columns'] = [
    {
      key: 'name',
      title: t('figures.figure'),
      render: (_, { id, name }) => (
        <>
          {name} <span className="muted mono">{id}</span>
        </>
      ),
    },
    { key: 'value', title: t('figures.value'), width: 260, render: (_, figure) => <FigureValue figure={figure} /> },
    { key: 'counts', title: t('figures.counts'), width: 150, render: (_, figure) => <span className="number">{countsOf(figure)}</span> },
    {
      key: 'original',
      title: t('figures.original'),
      width: 120,
      render: (_, { original }) => <span className="number">{original?.shown ?? ''}</span>,
    },
    {
      key: 'change',
      title: t('figures.change'),
      width: 190,
      render: (_, { change }) => <span className="number">{[change?.relativeShown, change?.pointsShown].filter(Boolean).join(' / ')}</span>,
    },
    {
      key: 'open',
      title: t('figures.how'),
      width: 120,
      render: (_, { id, name }) => (
        <Button size="small" onClick={() => onOpen(id)} aria-label={t('figures.openNamed', { name })}>
          {t('figures.open')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Table<Figure> rowKey="id" size="middle" columns={columns} dataSource={figures} pagination={false} />
      <Footnotes figures={figures} />
    </>
  );
}

/** A figure that cannot be said is said to be so; one that is not ripe yet is grey (SC-2). */
function FigureValue({ figure }: { figure: Figure }) {
  const { t } = useTranslation();
  const { isAvailable, isImmature, shown } = figure;
  if (!isAvailable) return <span className="muted">{t('figures.unavailable')}</span>;
  return (
    <>
      <span className={isImmature === true ? 'number muted' : 'number'}>{shown}</span>{' '}
      {isImmature === true && <Tag>{t('figures.immature')}</Tag>} <FrozenMark figure={figure} />
    </>
  );
}

function countsOf({ isAvailable, shape, numerator, denominator, gross }: Figure): string {
  if (!isAvailable) return '';
  if (shape === 'days') return gross === undefined ? '' : String(gross.n);
  return shape === 'count' ? String(numerator) : `${numerator} / ${denominator}`;
}
