import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Button, Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { agenciesQuery, clueQuery, routesQuery, useCommand } from '../api/queries.ts';
import type { Clue, Route } from '../api/types.ts';
import { useMe } from '../app/me.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { receiversBy } from './receivers.ts';
import { namedList } from '../parts/named-list.tsx';

interface Values {
  to: string;
  purpose: string;
  legalBasis: string;
  materials?: string[];
}

/** 拟稿移送: to whom, on which road, what for, on which basis, and which parts. */
export function DraftFormPage() {
  const { t } = useTranslation();
  const { clueId } = useParams({ from: '/clues/$clueId/hand-over' });
  const { data: clue, error, isPending } = useQuery(clueQuery(clueId));
  const agencies = useQuery(agenciesQuery);
  const routes = useQuery(routesQuery);
  if (isPending || agencies.isPending || routes.isPending) return <PageSkeleton rows={8} />;
  const problem = error ?? agencies.error ?? routes.error;
  if (clue === undefined) return <ProblemAlert error={problem} />;
  return (
    <>
      <div className="page-title">
        <h1>{t('draft.title')}</h1>
        <span>{clue.content.title}</span>
      </div>
      <section className="card" aria-label={t('draft.title')}>
        <ProblemAlert error={problem} />
        <DraftForm clue={clue} />
      </section>
    </>
  );
}

function DraftForm({ clue }: { clue: Clue }) {
  const { t } = useTranslation();
  const { post } = useMe();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const drafting = useCommand();
  const { data: agencies = [] } = useQuery(agenciesQuery);
  const { data: routes = [] } = useQuery(routesQuery);
  const possibilities = receiversBy(agencies, routes, { from: post.agency.id, matterKind: 'clue', sourceCode: clue.content.sourceCode });
  const required = (name: string) => [{ required: true, message: t('form.required', { label: t(`field.${name}`) }) }];
  const takeBasisOf = (to: string) => {
    const [slug] = to.split(' ');
    const route = routes.find((each) => each.slug === slug);
    if (route !== undefined && !form.isFieldTouched('legalBasis')) form.setFieldValue('legalBasis', basisOf(route));
  };
  const draft = ({ to, purpose, legalBasis, materials = [] }: Values) => {
    const [route, receiver] = to.split(' ');
    const isWhole = materials.length === clue.materials.length;
    const parts = { content: Object.keys(clue.content), materials };
    drafting.mutate(
      {
        path: '/api/clue-transfer/hand-offs',
        body: { matterKind: 'clue', matterId: clue.id, receiver, route, purpose, legalBasis, ...(!isWhole && { parts }) },
      },
      { onSuccess: ({ id }) => void navigate({ to: '/hand-offs/$handOffId', params: { handOffId: id } }) },
    );
  };
  return (
    <>
      <ProblemAlert error={drafting.error} />
      <Form
        form={form}
        layout="vertical"
        onFinish={draft}
        disabled={drafting.isPending}
        initialValues={{ materials: clue.materials.map(({ sha256 }) => sha256) }}
        scrollToFirstError
      >
        <Form.Item
          name="to"
          label={t('field.to')}
          rules={required('to')}
          extra={possibilities.length === 0 ? t('draft.noReceiver') : t('draft.receiverHint')}
        >
          <Select
            {...namedList(t, t('field.to'))}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={takeBasisOf}
            options={possibilities.map(({ receiver, route }) => ({
              value: `${route.slug} ${receiver.id}`,
              label: `${receiver.name}（${route.name}）`,
            }))}
          />
        </Form.Item>
        <Form.Item name="purpose" label={t('field.purpose')} rules={required('purpose')} extra={t('form.noNames')}>
          <Input.TextArea rows={3} maxLength={1000} showCount />
        </Form.Item>
        <Form.Item name="legalBasis" label={t('field.legalBasis')} rules={required('legalBasis')}>
          <Input.TextArea rows={2} maxLength={500} showCount />
        </Form.Item>
        {clue.materials.length > 0 && (
          <Form.Item name="materials" label={t('draft.materials')} extra={t('draft.materialsHint')}>
            <Checkbox.Group options={clue.materials.map(({ name, sha256 }) => ({ value: sha256, label: name }))} />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" loading={drafting.isPending}>
          {t('draft.save')}
        </Button>
      </Form>
    </>
  );
}

/** The route names the law it stands on; the officer may say it in other words. */
const basisOf = ({ legalBasis }: Route): string =>
  legalBasis
    .filter(({ evidence }) => evidence !== 'D')
    .map(({ text, article }) => `《${text}》${article}`)
    .join('；')
    .slice(0, 500);
