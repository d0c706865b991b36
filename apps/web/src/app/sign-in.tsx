import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

/** The issuer asks for account and password; this page only leads there and comes back to where one was. */
export function SignIn() {
  const { t } = useTranslation();
  const back = `${location.pathname}${location.search}`;
  return (
    <main className="welcome">
      <section className="card">
        <h1>{t('signIn.title')}</h1>
        <p>{t('signIn.what')}</p>
        <p className="muted">{t('signIn.how')}</p>
        <Button type="primary" size="large" block autoFocus href={`/sign-in?return=${encodeURIComponent(back)}`}>
          {t('signIn.button')}
        </Button>
      </section>
    </main>
  );
}
