import { Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const switchKey = 'xiezhi-keys-off';

/** Single letters as commands disturb those who speak to their computer: they can be switched off (WCAG 2.1.4). */
export const areKeysOn = (): boolean => localStorage.getItem(switchKey) === null;

/** Keys mean text where text is written, and belong to a dialog while one is open. */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (target?.closest('input, textarea, select, [contenteditable], [role=combobox], [role=menu]')) return false;
  return document.querySelector('.ant-modal-wrap:not([style*="display: none"])') === null;
}

/** Calls the handler of a key while the component is shown. Enter and Esc work also with single letters switched off. */
export function useKeys(handlers: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const handle = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (handle === undefined || !isForPage(event)) return;
      if (event.key.length === 1 && !areKeysOn()) return;
      handle(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

const helped = ['/', 'j', 'k', 'x', 'Enter', 'Esc', '?'] as const;

export function KeyboardHelp() {
  const { t } = useTranslation();
  const [isOpen, open] = useState(false);
  const [isOn, turn] = useState(areKeysOn);
  useKeys({ '?': () => open(true) });
  const onSwitch = (on: boolean) => {
    if (on) localStorage.removeItem(switchKey);
    else localStorage.setItem(switchKey, '1');
    turn(on);
  };
  return (
    <Modal open={isOpen} onCancel={() => open(false)} footer={null} title={t('keys.title')}>
      <dl>
        {helped.map((key) => (
          <div key={key} style={{ display: 'flex', gap: 12, padding: '4px 0' }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd style={{ margin: 0 }}>{t(`keys.${key}`)}</dd>
          </div>
        ))}
      </dl>
      <label>
        <input type="checkbox" checked={isOn} onChange={(event) => onSwitch(event.target.checked)} /> {t('keys.letters')}
      </label>
    </Modal>
  );
}
