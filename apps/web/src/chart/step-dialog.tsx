import { App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../api/queries.ts';
import type { ChartStep } from '../api/types.ts';
import { useMe } from '../app/me.ts';
import { dayOfField } from '../parts/moment.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { FieldInput } from './field-input.tsx';
import { type Held, saidOf } from './field-values.ts';
import { documentOf } from './steps-of.ts';

export interface StepDialogProps {
  step: ChartStep;
  /** Of the matter: `/api/case-supervision/case-files/<id>`. */
  path: string;
  version: number;
  /** Whether the fields are said in a member of their own, beside a reason to depart from the chart. */
  hasDeviation: boolean;
  onClose: () => void;
}

const deviation = 'deviation';

/** Asks what a step of the chart wants to have on record, and takes it: once, however often the button is pressed. */
export function StepDialog({ step, path, version, hasDeviation, onClose }: StepDialogProps) {
  const { t } = useTranslation();
  const { world } = useMe();
  const { message } = App.useApp();
  const [fields] = Form.useForm<Record<string, Held>>();
  const acting = useCommand();
  const today = dayOfField(world === undefined ? new Date() : new Date(world.legalNow));
  const document = documentOf(step);
  const take = (held: Record<string, Held>) => {
    const said = saidOf(step.form, held);
    const reason = typeof held[deviation] === 'string' ? held[deviation].trim() : '';
    const body = hasDeviation ? { fields: said, ...(reason !== '' && { deviation: reason }) } : said;
    acting.mutate(
      { path: `${path}/steps/${step.transition}`, body, version },
      {
        onSuccess: () => {
          void message.success(t('verb.done', { name: step.name }));
          onClose();
        },
      },
    );
  };
  return (
    <Modal
      open
      title={step.name}
      width={step.form.some(({ kind }) => kind === 'records') ? 860 : 620}
      okText={step.name}
      okButtonProps={{ loading: acting.isPending }}
      onOk={() => fields.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <p className="muted">
        {step.toName !== undefined && t('chart.leadsTo', { stage: step.toName })}
        {document !== undefined && t('chart.document', { document })}
        {t('chart.source', { source: step.source })}
      </p>
      <p className="muted">{t('form.noNames')}</p>
      <ProblemAlert error={acting.error} onRefresh={onClose} />
      <Form
        form={fields}
        layout="vertical"
        onFinish={take}
        disabled={acting.isPending}
        scrollToFirstError
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.ctrlKey) fields.submit();
        }}
      >
        {step.form.map((field) => (
          <FieldInput key={field.field} field={field} today={today} />
        ))}
        {hasDeviation && (
          <details>
            <summary className="muted">{t('chart.deviation')}</summary>
            <Form.Item name={deviation} label={t('chart.deviationReason')} extra={t('chart.deviationHint')}>
              <Input.TextArea rows={2} maxLength={2000} />
            </Form.Item>
          </details>
        )}
      </Form>
    </Modal>
  );
}
