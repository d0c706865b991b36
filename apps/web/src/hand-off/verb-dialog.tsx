import { useQuery } from '@tanstack/react-query';
import { App, Form, type FormInstance, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { agenciesQuery, routesQuery, useCommand } from '../api/queries.ts';
import { MaterialsField } from '../parts/materials-field.tsx';
import { linesOf } from '../chart/field-values.ts';
import { useCodeList } from '../parts/code-list.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { basisOf, optionsOf, receiversBy, wayOf } from '../draft/receivers.ts';
import type { Field, VerbForm } from './verb-forms.ts';
import { namedList } from '../parts/named-list.tsx';

/** What the form holds: text, or rows of material. */
type Said = Record<string, string | object[] | undefined>;

export interface VerbDialogProps {
  verb: string;
  /** The words of the verb, as on the button that opened the dialog. */
  name: string;
  form: VerbForm;
  path: string;
  version?: number;
  matterKind: string;
  /** Who acts; a forward goes from here. */
  agency: string;
  onClose: () => void;
}

/** Asks what has to be said with a verb, and says it: once, however often the button is pressed or the network breaks. */
export function VerbDialog({ verb, name, form, path, version, matterKind, agency, onClose }: VerbDialogProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [fields] = Form.useForm<Said>();
  const acting = useCommand();
  const takeBasis = useBasisOfRoute(fields, form);
  const act = (values: Said) =>
    acting.mutate(
      {
        path,
        body: { ...bodyOf(form.fields, values), ...form.says },
        ...(version !== undefined && form.isOtherStream !== true && { version }),
      },
      {
        onSuccess: () => {
          void message.success(t('verb.done', { name }));
          onClose();
        },
      },
    );
  return (
    <Modal
      open
      title={name}
      width={form.fields.some(({ kind }) => kind === 'materials') ? 860 : 560}
      okText={name}
      okButtonProps={{ danger: form.isGrave === true, loading: acting.isPending }}
      onOk={() => fields.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <p className="muted">{t(`verbHint.${verb}`)}</p>
      <ProblemAlert error={acting.error} onRefresh={onClose} />
      <Form
        form={fields}
        layout="vertical"
        onFinish={act}
        disabled={acting.isPending}
        onValuesChange={takeBasis}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.ctrlKey) fields.submit();
        }}
      >
        {form.fields.map((field) => (
          <FieldItem key={field.name} field={field} matterKind={matterKind} agency={agency} />
        ))}
      </Form>
    </Modal>
  );
}

/** Where a verb names a road and the law it stands on, the road proposes the law until the officer has written one. */
function useBasisOfRoute(fields: FormInstance<Said>, { fields: asked }: VerbForm): (changed: Said) => void {
  const road = asked.find(({ kind }) => kind === 'route');
  const isAsked = road !== undefined && asked.some(({ name }) => name === 'legalBasis');
  const { data: routes = [] } = useQuery({ ...routesQuery, enabled: isAsked });
  return (changed) => {
    const chosen = road === undefined ? undefined : changed[road.name];
    if (!isAsked || typeof chosen !== 'string' || fields.isFieldTouched('legalBasis')) return;
    const route = routes.find(({ slug }) => slug === wayOf(chosen).route);
    if (route !== undefined) fields.setFieldValue('legalBasis', basisOf(route));
  };
}

/** Lists are typed a line each; empty optional fields are not said at all. */
function bodyOf(fields: readonly Field[], values: Said): Record<string, unknown> {
  const said = fields.flatMap((field): [string, unknown][] => {
    const given = values[field.name];
    if (typeof given === 'object') return given.length === 0 ? [] : [[field.name, given]];
    const value = given?.trim();
    if (value === undefined || value === '') return [];
    if (field.kind === 'lines') return [[field.name, linesOf(value)]];
    if (field.kind !== 'route') return [[field.name, value]];
    const { route, receiver } = wayOf(value);
    return [
      [field.name, route],
      [field.receiver, receiver],
    ];
  });
  return Object.fromEntries(said);
}

function FieldItem({ field, matterKind, agency }: { field: Field; matterKind: string; agency: string }) {
  const { t } = useTranslation();
  const isOptional = 'isOptional' in field;
  const label = t(`field.${field.name}`);
  if (field.kind === 'materials') return <MaterialsField label={label} />;
  const rules = [{ required: !isOptional, whitespace: true, message: t('form.required', { label }) }];
  return (
    <Form.Item name={field.name} label={label} rules={rules} extra={t(`fieldHint.${field.name}`, { defaultValue: '' })}>
      {inputOf(field, matterKind, agency)}
    </Form.Item>
  );
}

function inputOf(field: Exclude<Field, { kind: 'materials' }>, matterKind: string, agency: string) {
  switch (field.kind) {
    case 'text':
      return field.isLong === true ? <Input.TextArea rows={3} maxLength={field.max} showCount /> : <Input maxLength={field.max} />;
    case 'lines':
      return <Input.TextArea rows={3} />;
    case 'code':
      return <CodeSelect field={field} />;
    case 'listed':
      return <ListedSelect field={field} />;
    case 'route':
      return <RouteSelect matterKind={matterKind} agency={agency} />;
  }
}

/** antd hands `id`, `value` and `onChange` of the form item on to its child. */
interface FromFormItem {
  id?: string;
  value?: string;
  onChange?: (value: string) => void;
}

function CodeSelect({ field, ...given }: FromFormItem & { field: Extract<Field, { kind: 'code' }> }) {
  const { t } = useTranslation();
  const options = field.codes.map((code) => ({ value: code, label: t(`code.${field.name}.${code}`) }));
  return <Choice {...given} name={field.name} options={options} />;
}

function ListedSelect({ field, ...given }: FromFormItem & { field: Extract<Field, { kind: 'listed' }> }) {
  const { options } = useCodeList(field.list);
  return <Choice {...given} name={field.name} options={options} />;
}

function Choice({ name, ...given }: FromFormItem & { name: string; options: { value: string; label: string }[] }) {
  const { t } = useTranslation();
  return <Select {...given} {...namedList(t, t(`field.${name}`))} showSearch={{ optionFilterProp: 'label' }} />;
}

/** Receivers by route: the directory says to whom a matter of this kind may go from here. */
function RouteSelect({ matterKind, agency, ...given }: FromFormItem & { matterKind: string; agency: string }) {
  const { t } = useTranslation();
  const { data: agencies = [] } = useQuery(agenciesQuery);
  const { data: routes = [] } = useQuery(routesQuery);
  const options = optionsOf(receiversBy(agencies, routes, { from: agency, matterKind }));
  return (
    <Select
      {...given}
      {...namedList(t, t('field.to'))}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
    />
  );
}
