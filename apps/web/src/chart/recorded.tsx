import { useQuery } from '@tanstack/react-query';
import { Descriptions } from 'antd';
import { useTranslation } from 'react-i18next';
import { agenciesQuery } from '../api/queries.ts';
import type { FormField } from '../api/types.ts';
import { wordsOf } from './field-values.ts';

/** What the steps of a chart have put on record so far, under the names the forms print. */
export function Recorded({ form, values }: { form: readonly FormField[]; values: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
  const { data: agencies = [] } = useQuery(agenciesQuery);
  const names = {
    agency: (id: string) => agencies.find((agency) => agency.id === id)?.name ?? id,
    yes: t('form.yes'),
    no: t('form.no'),
  };
  if (form.length === 0) return <p className="muted">{t('chart.nothingRecorded')}</p>;
  return (
    <Descriptions
      size="small"
      column={1}
      styles={{ label: { width: '12em' } }}
      items={form.map((field) => ({
        key: field.field,
        label: field.name,
        children: (
          <div style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{wordsOf(field, values[field.field], names).join('\n')}</div>
        ),
      }))}
    />
  );
}
