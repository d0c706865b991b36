import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import zhCN from '../locale/zh-CN.json' with { type: 'json' };

/** Chinese is the source of every text; another language is another file of the same keys. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zhCN } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}
