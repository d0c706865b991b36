import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Act, agenciesQuery, routesQuery, useCommand } from '../api/queries.ts';
import { useMe } from '../app/me.ts';
import { namedList } from '../parts/named-list.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { IfSentCard } from './if-sent-card.tsx';
import { basisOf, optionsOf, receiversBy, wayOf } from './receivers.ts';
import { type Drafted, type Terms, termsOf, type Values, valuesOf } from './terms.ts';

interface DraftFormProps {
  drafted: Drafted;
  matterId: string;
  /** What the draft says already. */
  before?: Terms;
  act: (terms: Terms) => Act;
  onSaved: (handOffId: string) => void;
}

/** To whom, on which road, what for, on which basis, and which parts. */
export function DraftForm({ drafted, matterId, before, act, onSaved }: DraftFormProps) {
  const { t } = useTranslation();
  const { post } = useMe();
  const [form] = Form.useForm<Values>();
  const saving = useCommand();
  const chosen = Form.useWatch('to', form);
  const { data: agencies = [] } = useQuery(agenciesQuery);
  const { data: routes = [] } = useQuery(routesQuery);
  const options = optionsOf(receiversBy(agencies, routes, { from: post.agency.id, ...drafted }));
  const required = (name: string) => [{ required: true, whitespace: true, message: t('form.required', { label: t(`field.${name}`) }) }];
  const takeBasisOf = (to: string) => {
    const route = routes.find(({ slug }) => slug === wayOf(to).route);
    if (route !== undefined && before === undefined && !form.isFieldTouched('legalBasis')) form.setFieldValue('legalBasis', basisOf(route));
  };
  const save = (values: Values) => saving.mutate(act(termsOf(values, drafted, before?.parts)), { onSuccess: ({ id }) => onSaved(id) });
  return (
    <>
      <ProblemAlert error={saving.error} />
      <Form
        form={form}
        layout="vertical"
        onFinish={save}
        disabled={saving.isPending}
        initialValues={valuesOf(drafted, before, options)}
        scrollToFirstError
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.ctrlKey) form.submit();
        }}
      >
        <Form.Item
          name="to"
          label={t('field.to')}
          rules={required('to')}
          extra={t(options.length === 0 ? 'draft.noReceiver' : 'draft.receiverHint')}
        >
          <Select
            {...namedList(t, t('field.to'))}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={takeBasisOf}
            options={options}
            popupMatchSelectWidth={false}
          />
        </Form.Item>
        {chosen !== undefined && <IfSentCard asked={{ ...wayOf(chosen), matterId }} agencies={agencies} />}
        <Form.Item name="purpose" label={t('field.purpose')} rules={required('purpose')} extra={t('form.noNames')}>
          <Input.TextArea rows={3} maxLength={1000} showCount />
        </Form.Item>
        <Form.Item name="legalBasis" label={t('field.legalBasis')} rules={required('legalBasis')}>
          <Input.TextArea rows={2} maxLength={500} showCount />
        </Form.Item>
        <PartFields drafted={drafted} />
        <Button type="primary" htmlType="submit" loading={saving.isPending}>
          {t('draft.save')}
        </Button>
      </Form>
    </>
  );
}

/** Partial package: what is not chosen does not leave the sender. */
function PartFields({ drafted: { content = [], materials = [] } }: { drafted: Drafted }) {
  const { t } = useTranslation();
  return (
    <>
      {content.length > 0 && (
        <Form.Item name="content" label={t('draft.content')} extra={t('draft.contentHint')}>
          <Checkbox.Group options={content.map((member) => ({ value: member, label: t(`field.${member}`, { defaultValue: member }) }))} />
        </Form.Item>
      )}
      {materials.length > 0 && (
        <Form.Item name="materials" label={t('draft.materials')} extra={t('draft.materialsHint')}>
          <Checkbox.Group options={materials.map(({ name, sha256 }) => ({ value: sha256, label: name }))} />
        </Form.Item>
      )}
    </>
  );
}
