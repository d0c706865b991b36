import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Empty, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { openableQuery, useCommand } from '../api/queries.ts';
import { namedList } from '../parts/named-list.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';

interface Values {
  chart: string;
  title: string;
}

/** An organ takes up a file of its own: by itself, or going on from a file it has. */
export function OpenFilePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { from } = useSearch({ from: '/case-files/new' });
  const [form] = Form.useForm<Values>();
  const opening = useCommand();
  const { data: charts, error, isPending } = useQuery(openableQuery);
  if (isPending) return <PageSkeleton rows={4} />;
  if (charts === undefined) return <ProblemAlert error={error} />;
  const offered = charts.filter((chart) => chart.from === undefined || from !== undefined);
  const open = (values: Values) =>
    opening.mutate(
      {
        path: '/api/case-supervision/case-files',
        body: { ...values, ...(from !== undefined && { from: { matterKind: 'case-file', matterId: from } }) },
      },
      { onSuccess: ({ id }) => void navigate({ to: '/case-files/$caseFileId', params: { caseFileId: id } }) },
    );
  const required = (label: string) => [{ required: true, whitespace: true, message: t('form.required', { label }) }];
  return (
    <>
      <div className="page-title">
        <h1>{t('openFile.title')}</h1>
        <span className="muted">{t('form.noNames')}</span>
      </div>
      <section className="card" aria-label={t('openFile.title')}>
        <ProblemAlert error={opening.error} />
        {offered.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('openFile.none')} />
        ) : (
          <Form form={form} layout="vertical" onFinish={open} disabled={opening.isPending} scrollToFirstError>
            <Form.Item name="chart" label={t('openFile.chart')} rules={required(t('openFile.chart'))}>
              <Select
                {...namedList(t, t('openFile.chart'))}
                options={offered.map(({ chart, title }) => ({ value: chart, label: title }))}
                showSearch={{ optionFilterProp: 'label' }}
              />
            </Form.Item>
            <Form.Item name="title" label={t('openFile.what')} rules={[...required(t('openFile.what')), { min: 2 }]}>
              <Input maxLength={200} showCount />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={opening.isPending}>
              {t('openFile.open')}
            </Button>
          </Form>
        )}
      </section>
    </>
  );
}
