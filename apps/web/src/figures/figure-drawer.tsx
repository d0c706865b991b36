import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Drawer, Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { figureItemsQuery } from '../api/queries.ts';
import type { Figure, FigureItem } from '../api/types.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { FrozenSection } from './frozen-mark.tsx';

interface FigureDrawerProps {
  figure: Figure | undefined;
  period: string;
  onClose: () => void;
}

/** 口径说明, the breakdown, and the items that make the number. */
export function FigureDrawer({ figure, period, onClose }: FigureDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer open={figure !== undefined} onClose={onClose} size="large" title={figure?.name}>
      {figure !== undefined && (
        <>
          <section aria-labelledby="figure-formula">
            <h2 id="figure-formula">{t('figures.formula')}</h2>
            <p>{figure.formula}</p>
            <p className="muted">
              {t(`figures.basis.${figure.basis}`)} · {t(`figures.mark.${figure.mark}`)}
            </p>
            {figure.reason !== undefined && <p>{figure.reason}</p>}
            {figure.notes?.map((note) => (
              <p key={note}>{note}</p>
            ))}
          </section>
          <FrozenSection figure={figure} />
          <Spread of={figure} />
          <Groups of={figure} title={t('figures.groups')} />
          {figure.restated !== undefined && (
            <>
              <Spread of={figure.restated} />
              <Groups of={figure.restated} title={t('figures.restatedGroups')} />
            </>
          )}
          {figure.isAvailable && <Items id={figure.id} period={period} />}
        </>
      )}
    </Drawer>
  );
}

/** Of the figure, or of what it is restated to. */
function Spread({ of: { gross, net, open } }: { of: Pick<Figure, 'gross' | 'net' | 'open'> }) {
  const { t } = useTranslation();
  if (gross === undefined && open === undefined) return null;
  const rows = [
    { key: 'gross', name: t('figures.gross'), ...gross },
    { key: 'net', name: t('figures.net'), ...net },
  ];
  return (
    <section>
      {gross !== undefined && (
        <Table
          size="small"
          pagination={false}
          dataSource={rows}
          columns={[
            { dataIndex: 'name', title: t('figures.days') },
            { dataIndex: 'n', title: t('figures.n') },
            { dataIndex: 'median', title: t('figures.median') },
            { dataIndex: 'p90', title: t('figures.p90') },
            { dataIndex: 'mean', title: t('figures.mean') },
          ]}
        />
      )}
      {open !== undefined && open.n > 0 && <p>{t('figures.openItems', { n: open.n, days: open.medianAge })}</p>}
    </section>
  );
}

function Groups({ of: { groups = [] }, title }: { of: Pick<Figure, 'groups'>; title: string }) {
  const { t } = useTranslation();
  if (groups.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <Table
        size="small"
        pagination={false}
        dataSource={groups.map((group) => ({ ...group, id: `${group.split} ${group.key}` }))}
        rowKey="id"
        columns={[
          { dataIndex: 'title', title: t('figures.split'), width: 120 },
          { dataIndex: 'name', title: t('figures.group') },
          { key: 'share', title: t('figures.value'), width: 120, render: (_, { share }) => <span className="number">{share.shown}</span> },
        ]}
      />
    </section>
  );
}

function Items({ id, period }: { id: string; period: string }) {
  const { t } = useTranslation();
  const [side, setSide] = useState<'numerator' | 'denominator' | 'all'>('all');
  const [cursors, setCursors] = useState<string[]>([]);
  const { data, error, isPending } = useQuery(figureItemsQuery(id, period, side, cursors.at(-1)));
  const show = (next: typeof side) => {
    setCursors([]);
    setSide(next);
  };
  return (
    <section aria-labelledby="figure-items">
      <h2 id="figure-items">{t('figures.items')}</h2>
      <Segmented
        value={side}
        onChange={show}
        aria-label={t('figures.side')}
        options={(['all', 'numerator', 'denominator'] as const).map((value) => ({ value, label: t(`figures.sides.${value}`) }))}
      />
      <ProblemAlert error={error} />
      {data?.note !== undefined && <p role="note">{data.note}</p>}
      <Table<FigureItem>
        size="small"
        rowKey="id"
        loading={isPending}
        pagination={false}
        dataSource={data?.items ?? []}
        locale={{ emptyText: t('figures.noItems') }}
        columns={[
          {
            key: 'title',
            title: t('figures.item'),
            render: (_, item) => (
              <Link to="/families/$familyId" params={{ familyId: item.familyId }}>
                {item.title ?? item.id}
              </Link>
            ),
          },
          {
            key: 'counts',
            title: t('figures.counts'),
            width: 110,
            render: (_, item) => <span className="number">{`${item.numerator} / ${item.denominator}`}</span>,
          },
          { key: 'days', title: t('figures.days'), width: 130, render: (_, item) => <ItemDays item={item} /> },
        ]}
      />
      <div className="work-tools">
        <Button disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
          {t('figures.before')}
        </Button>
        <Button disabled={data?.next === undefined} onClick={() => data?.next !== undefined && setCursors([...cursors, data.next])}>
          {t('figures.next')}
        </Button>
      </div>
    </section>
  );
}

function ItemDays({ item: { grossDays, netDays, openDays } }: { item: FigureItem }) {
  const { t } = useTranslation();
  if (openDays !== undefined) return <Tag>{t('figures.stillOpen', { days: openDays })}</Tag>;
  return grossDays === undefined ? null : <span className="number">{`${grossDays} / ${netDays ?? grossDays}`}</span>;
}
