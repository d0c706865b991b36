import { useQuery } from '@tanstack/react-query';
import { Table, type TableProps, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { ifSentQuery } from '../api/queries.ts';
import type { Agency, PlannedDeadline } from '../api/types.ts';
import { formatDue } from '../parts/moment.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';

interface IfSentCardProps {
  asked: { route: string; receiver: string; matterId: string };
  agencies: readonly Agency[];
}

/** 现在移送，期限如下: what would be due when, before anything is sent. That it cannot be told keeps nobody from drafting. */
export function IfSentCard({ asked, agencies }: IfSentCardProps) {
  const { t } = useTranslation();
  const { data, error, isPending } = useQuery(ifSentQuery(asked));
  return (
    <section aria-labelledby="if-sent" style={{ marginBottom: 24 }}>
      <h2 id="if-sent">{t('ifSent.title')}</h2>
      <ProblemAlert error={error} />
      {isPending && <PageSkeleton rows={2} />}
      {data?.items.length === 0 && <p className="muted">{t('ifSent.none')}</p>}
      {data !== undefined && data.items.length > 0 && <Planned items={data.items} agencies={agencies} />}
    </section>
  );
}

function Planned({ items, agencies }: { items: PlannedDeadline[]; agencies: readonly Agency[] }) {
  const { t } = useTranslation();
  const nameOf = (id: string) => agencies.find((agency) => agency.id === id)?.name ?? id;
  const columns: TableProps<PlannedDeadline>['columns'] = [
    { title: t('ifSent.rule'), dataIndex: 'ruleName' },
    { title: t('ifSent.holder'), render: (_, { holder }) => nameOf(holder) },
    {
      title: t('ifSent.due'),
      render: (_, { dueAt, isProvisional }) => (
        <>
          {formatDue(dueAt)} {isProvisional && <Tag>{t('deadline.provisional')}</Tag>}
        </>
      ),
    },
    { title: t('ifSent.nature'), render: (_, { nature }) => t(`nature.${nature}`) },
    { title: t('ifSent.source'), render: (_, { source, mark }) => `${source}（${t(`mark.${mark}`)}）` },
  ];
  return (
    <Table
      size="small"
      rowKey="ruleId"
      columns={columns}
      dataSource={items}
      pagination={false}
      scroll={{ x: true }}
      expandable={{
        expandedRowRender: ({ sentences }) => (
          <ol>
            {sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
        ),
      }}
    />
  );
}
