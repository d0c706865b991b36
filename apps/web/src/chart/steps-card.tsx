import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartStep } from '../api/types.ts';
import { StepDialog, type StepDialogProps } from './step-dialog.tsx';

/** The steps of a chart: buttons for what is possible now, reasons for what is not. The service says both. */
export function StepList({
  steps,
  ...where
}: { steps: readonly ChartStep[] } & Pick<StepDialogProps, 'path' | 'version' | 'hasDeviation'>) {
  const { t } = useTranslation();
  const [chosen, choose] = useState<string>();
  const now = steps.filter(({ isPossible }) => isPossible);
  const notNow = steps.filter(({ isPossible }) => !isPossible);
  const open = steps.find(({ transition }) => transition === chosen);
  return (
    <>
      <div className="actions">
        {now.length === 0 && <span className="muted">{t('possible.nothing')}</span>}
        {now.map((step) => (
          <Button key={step.transition} onClick={() => choose(step.transition)}>
            {step.name}
          </Button>
        ))}
      </div>
      {notNow.length > 0 && (
        <details className="not-now-list">
          <summary className="muted">{t('possible.notNow', { count: notNow.length })}</summary>
          <ul className="not-now">
            {notNow.map((step) => (
              <li key={step.transition}>
                <b>{step.name}</b>
                <span>{step.title}</span>
                {step.advice !== undefined && <span className="muted"> {step.advice}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
      {open !== undefined && <StepDialog key={open.transition} step={open} {...where} onClose={() => choose(undefined)} />}
    </>
  );
}
