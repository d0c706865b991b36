import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { agenciesQuery } from '../api/queries.ts';
import type { FormField } from '../api/types.ts';
import { namedList } from '../parts/named-list.tsx';

/** Everything but rows. */
type OneInput = FormField & { kind: Exclude<FormField['kind'], 'records'> };
const isOneInput = (field: FormField): field is OneInput => field.kind !== 'records';

type Member = NonNullable<FormField['members']>[number];

/** One field of a step, asked as its kind wants; what it is called and what may be chosen comes from the chart. */
export function FieldInput({ field, today }: { field: FormField; today: string }) {
  const { t } = useTranslation();
  if (!isOneInput(field)) return <RecordsInput field={field} today={today} />;
  const isText = field.kind === 'line' || field.kind === 'text' || field.kind === 'lines';
  const rules = field.isRequired ? [{ required: true, whitespace: isText, message: t('form.required', { label: field.name }) }] : [];
  return (
    <Form.Item name={field.field} label={field.name} rules={rules} extra={field.hint ?? t(`kindHint.${field.kind}`, { defaultValue: '' })}>
      <Plain field={field} today={today} />
    </Form.Item>
  );
}

/** antd hands `id`, `value` and `onChange` of the form item on to its child. */
interface FromFormItem {
  id?: string;
  value?: never;
  onChange?: () => void;
}

function Plain({ field, today, ...given }: FromFormItem & { field: OneInput; today: string }) {
  const { t } = useTranslation();
  const options = (field.options ?? []).map(({ value, name }) => ({ value, label: name }));
  const searched = { showSearch: { optionFilterProp: 'label' }, allowClear: !field.isRequired, ...namedList(t, field.name) } as const;
  switch (field.kind) {
    case 'text':
      return <Input.TextArea {...given} rows={3} maxLength={field.max ?? 4000} showCount />;
    case 'lines':
      return <Input.TextArea {...given} rows={3} />;
    case 'day':
      return <Input {...given} type="date" max={today} />;
    case 'planned-day':
      return <Input {...given} type="date" min={today} />;
    case 'number':
      return <InputNumber<number> {...given} min={0} style={{ width: '100%' }} />;
    case 'flag':
      return (
        <Radio.Group
          {...given}
          options={[
            { value: true, label: t('form.yes') },
            { value: false, label: t('form.no') },
          ]}
        />
      );
    case 'code':
      return <Select {...given} {...searched} options={options} />;
    case 'codes':
      return <Select {...given} {...searched} mode="multiple" options={options} />;
    case 'checklist':
      return <Checkbox.Group {...given} options={options} style={{ flexDirection: 'column' }} />;
    case 'agency':
    case 'agencies':
      return <AgencySelect {...given} field={field} />;
    case 'line':
    case 'uuid':
    case 'account':
      return <Input {...given} maxLength={field.max ?? 200} />;
  }
}

function AgencySelect({ field, ...given }: FromFormItem & { field: FormField }) {
  const { t } = useTranslation();
  const { data: agencies = [], isPending } = useQuery(agenciesQuery);
  return (
    <Select
      {...given}
      {...namedList(t, field.name)}
      loading={isPending}
      {...(field.kind === 'agencies' && { mode: 'multiple' as const })}
      allowClear={!field.isRequired}
      options={agencies.map(({ id, name }) => ({ value: id, label: name }))}
      showSearch={{ optionFilterProp: 'label' }}
    />
  );
}

/** Rows of several columns: pairs of photographs, payments, receipts. */
function RecordsInput({ field, today }: { field: FormField; today: string }) {
  const { t } = useTranslation();
  const atLeastOne = {
    validator: (_: unknown, rows: unknown[] | undefined) =>
      field.isRequired && (rows ?? []).length === 0
        ? Promise.reject(new Error(t('form.required', { label: field.name })))
        : Promise.resolve(),
  };
  return (
    <Form.List name={field.field} rules={[atLeastOne]}>
      {(rows, { add, remove }, { errors }) => (
        <div className="group" role="group" aria-label={field.name}>
          <h3>{field.name}</h3>
          {rows.map(({ key, name: n }) => (
            <div key={key} className="record-row">
              {(field.members ?? []).map((member) => (
                <MemberInput key={member.member} member={member} row={n} today={today} />
              ))}
              <Button onClick={() => remove(n)}>{t('clue.removeMaterial')}</Button>
            </div>
          ))}
          <Form.ErrorList errors={errors} />
          <Button onClick={() => add()}>{t('form.addRow')}</Button>
        </div>
      )}
    </Form.List>
  );
}

function MemberInput({ member: { member, name, kind, isOptional }, row, today }: { member: Member; row: number; today: string }) {
  const { t } = useTranslation();
  const rules = isOptional ? [] : [{ required: true, message: t('form.required', { label: name }) }];
  const digest = kind === 'digest' ? [{ pattern: /^[0-9a-f]{64}$/, message: t('form.sha256') }] : [];
  return (
    <Form.Item name={[row, member]} label={name} rules={[...rules, ...digest]}>
      {kind === 'number' ? (
        <InputNumber<number> min={0} style={{ width: '100%' }} />
      ) : (
        <Input {...(kind === 'day' ? { type: 'date', max: today } : { maxLength: 200 })} />
      )}
    </Form.Item>
  );
}
