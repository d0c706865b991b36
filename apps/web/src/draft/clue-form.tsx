import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { divisionsQuery, useCommand } from '../api/queries.ts';
import { useMe } from '../app/me.ts';
import { type ChoiceList, useCodeList } from '../parts/code-list.ts';
import { fieldOfMoment, momentOfField } from '../parts/moment.ts';
import { MaterialsField } from '../parts/materials-field.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { namedList } from '../parts/named-list.tsx';

interface Values {
  title: string;
  description: string;
  sourceCode: string;
  domainCode: string;
  divisionCode: string;
  place?: string;
  foundAt: string;
  materials?: { name: string; kind: string; mediaType: string; bytes: number; sha256: string }[];
}

/** Officers know codes by heart, and find them by either. */
const withCode = ({ options }: ChoiceList) => options.map(({ value, label }) => ({ value, label: `${value} ${label}` }));
const searchable = { showSearch: { optionFilterProp: 'label' } } as const;

/** 登记线索: small on purpose; map, evidence upload and duplicates found have their page later. */
export function ClueFormPage() {
  const { t } = useTranslation();
  const { world } = useMe();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const registering = useCommand();
  const [sources, fields] = [useCodeList('clue-source'), useCodeList('field-of-cooperation')];
  const { data: divisions = [] } = useQuery(divisionsQuery);
  const required = (name: string) => [{ required: true, message: t('form.required', { label: t(`field.${name}`) }) }];
  const register = ({ place, foundAt, materials = [], ...rest }: Values) =>
    registering.mutate(
      {
        path: '/api/clue-transfer/clues',
        body: { ...rest, ...(place !== undefined && place.trim() !== '' && { place }), foundAt: momentOfField(foundAt), materials },
      },
      { onSuccess: ({ id }) => void navigate({ to: '/clues/$clueId/hand-over', params: { clueId: id } }) },
    );
  const now = fieldOfMoment(world === undefined ? new Date() : new Date(world.legalNow));
  return (
    <>
      <div className="page-title">
        <h1>{t('clue.title')}</h1>
        <span className="muted">{t('form.noNames')}</span>
      </div>
      <section className="card" aria-label={t('clue.title')}>
        <ProblemAlert error={registering.error} />
        <Form
          form={form}
          layout="vertical"
          onFinish={register}
          disabled={registering.isPending}
          initialValues={{ foundAt: now }}
          scrollToFirstError
        >
          <Form.Item name="title" label={t('field.title')} rules={required('title')}>
            <Input maxLength={120} showCount autoFocus />
          </Form.Item>
          <Form.Item name="description" label={t('field.description')} rules={required('description')}>
            <Input.TextArea rows={4} maxLength={4000} showCount />
          </Form.Item>
          <div className="columns" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(280px, 1fr))' }}>
            <Form.Item name="sourceCode" label={t('field.sourceCode')} rules={required('sourceCode')}>
              <Select {...searchable} {...namedList(t, t('field.sourceCode'))} options={withCode(sources)} />
            </Form.Item>
            <Form.Item name="domainCode" label={t('field.domainCode')} rules={required('domainCode')}>
              <Select {...searchable} {...namedList(t, t('field.domainCode'))} options={withCode(fields)} />
            </Form.Item>
            <Form.Item name="divisionCode" label={t('field.divisionCode')} rules={required('divisionCode')}>
              <Select
                {...searchable}
                {...namedList(t, t('field.divisionCode'))}
                options={divisions.map(({ code, name }) => ({ value: code, label: `${name} ${code}` }))}
              />
            </Form.Item>
            <Form.Item name="foundAt" label={t('field.foundAt')} rules={required('foundAt')}>
              <Input type="datetime-local" max={now} />
            </Form.Item>
            <Form.Item name="place" label={t('field.place')}>
              <Input maxLength={200} />
            </Form.Item>
          </div>
          <MaterialsField label={t('clue.materials')} />
          <Button type="primary" htmlType="submit" loading={registering.isPending}>
            {t('clue.register')}
          </Button>
        </Form>
      </section>
    </>
  );
}
