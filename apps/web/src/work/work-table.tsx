import { Link, useNavigate } from '@tanstack/react-router';
import { Empty, Table, type TableProps } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tab, Worklist, WorklistItem } from '../api/types.ts';
import { useKeys } from '../parts/keyboard.tsx';
import { LightTag } from '../parts/light.tsx';
import { formatDue, formatMoment } from '../parts/moment.ts';
import { BulkSign } from './bulk-sign.tsx';
import { pathOf } from './open-item.ts';
import { useSignSelection } from './sign-selection.ts';

interface WorkTableProps {
  tab: Tab;
  turn: 'mine' | 'all';
  worklist: Worklist;
  filter: string;
  isOld: boolean;
}

/** Which row was opened last in this window: Esc on the page behind it comes back to that row. */
let lastOpened: string | undefined;

export function WorkTable({ tab, turn, worklist, filter, isOld }: WorkTableProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const wanted = filter.trim();
  const items = worklist.items.filter(({ title, counterpart }) => wanted === '' || `${title} ${counterpart?.name ?? ''}`.includes(wanted));
  const [current, setCurrent] = useState(() =>
    Math.max(
      0,
      items.findIndex(({ item }) => item === lastOpened),
    ),
  );
  const signing = useSignSelection(worklist.items);
  const canSign = tab === 'to-review';
  const table = useRef<HTMLDivElement>(null);
  const focusRow = (row: number) => {
    const next = Math.min(Math.max(row, 0), items.length - 1);
    setCurrent(next);
    table.current?.querySelectorAll<HTMLElement>('tbody a.work-title')[next]?.focus();
  };
  const open = (item: WorklistItem) => {
    lastOpened = item.item;
    void navigate({ to: pathOf(item) });
  };
  useEffect(() => {
    if (lastOpened !== undefined && items[current]?.item === lastOpened) focusRow(current);
    lastOpened = undefined;
    // Once, when the list is shown: afterwards the focus is the officer's.
  }, []);
  useKeys({
    j: () => focusRow(document.activeElement?.classList.contains('work-title') ? current + 1 : current),
    k: () => focusRow(current - 1),
    x: () => canSign && signing.toggle(items[current]),
    Enter: (event) => {
      const item = items[current];
      // A focused link or button answers Enter itself.
      if (item === undefined || (event.target instanceof HTMLElement && event.target.closest('a, button') !== null)) return;
      open(item);
    },
    '/': (event) => {
      event.preventDefault();
      document.querySelector<HTMLElement>('#work-filter')?.focus();
    },
  });
  const columns: TableProps<WorklistItem>['columns'] = [
    { key: 'light', title: t('work.deadline'), width: 190, render: (_, item) => <DeadlineCell item={item} /> },
    {
      key: 'title',
      title: t('work.matter'),
      render: (_, item) => (
        <>
          <Link to={pathOf(item)} className="work-title" onClick={() => (lastOpened = item.item)}>
            {item.title}
          </Link>
          <div className="muted">{item.name}</div>
        </>
      ),
    },
    { key: 'counterpart', title: t('work.counterpart'), width: 200, render: (_, { counterpart }) => counterpart?.name ?? '—' },
    { key: 'since', title: t('work.since'), width: 200, render: (_, { since }) => <span className="number">{formatMoment(since)}</span> },
  ];
  return (
    // Scrolled by the page and not by antd, which would copy the checkbox of the head into a hidden row, where the focus gets lost.
    <div ref={table} className="work-table" style={isOld ? { opacity: 0.6 } : {}}>
      {canSign && <BulkSign chosen={signing.chosen} onSigned={signing.keep} />}
      <Table<WorklistItem>
        rowKey="item"
        size="middle"
        columns={columns}
        dataSource={items}
        pagination={false}
        {...(canSign && { rowSelection: signing.rowSelection })}
        locale={{
          emptyText: (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(wanted === '' ? `empty.${tab}` : 'work.nothingFound')}>
              {wanted === '' && turn === 'mine' && <p className="muted">{t('empty.hint')}</p>}
            </Empty>
          ),
        }}
        rowClassName={(_, index) => (index === current ? 'work-row is-current' : 'work-row')}
        onRow={(item, index) => ({
          onClick: (event) => {
            if (event.target instanceof HTMLElement && event.target.closest('a, .ant-table-selection-column') !== null) return;
            setCurrent(index ?? 0);
            open(item);
          },
        })}
      />
    </div>
  );
}

function DeadlineCell({ item: { deadline } }: { item: WorklistItem }) {
  const { t } = useTranslation();
  if (deadline === undefined) return <span className="muted">{t('deadline.none')}</span>;
  return (
    <>
      <LightTag deadline={deadline} />
      {deadline.dueAt !== undefined && <div className="light-due number">{formatDue(deadline.dueAt)}</div>}
    </>
  );
}
