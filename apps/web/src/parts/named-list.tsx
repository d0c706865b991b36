import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';

/** antd leaves the opened list of a select without a name (WCAG 4.1.2); a screen reader is told whose list it is. */
export const namedList = (t: TFunction, label: string) => ({
  popupRender: (list: ReactElement) => (
    <div ref={(popup) => popup?.querySelector('[role=listbox]')?.setAttribute('aria-label', t('form.options', { label }))}>{list}</div>
  ),
});
