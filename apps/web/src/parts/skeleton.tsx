import { Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Nothing flickers for what comes at once: the skeleton appears only after this. */
const delayMs = 300;

export function PageSkeleton({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  const [isShown, show] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => show(true), delayMs);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" aria-label={t('loading')} role="status">
      {isShown && <Skeleton active paragraph={{ rows }} />}
    </div>
  );
}
