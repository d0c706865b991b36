import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/http.ts';
import { refresh } from '../api/queries.ts';

/**
 * A no, or a failure, as the officer reads it: what happened, what to do next, and by which number help finds it. After a conflict
 * what is shown is older than the matter: one button reads it anew.
 */
export function ProblemAlert({ error, onRefresh }: { error: Error | null | undefined; onRefresh?: () => void }) {
  const { t } = useTranslation();
  if (error === null || error === undefined) return null;
  const {
    code,
    title,
    advice,
    detail,
    correlationId,
    errors = [],
    status,
  } = error instanceof Problem
    ? error.details
    : { code: 'CLIENT', title: '', advice: '', detail: '', correlationId: undefined, errors: [], status: -1 };
  const isConflict = error instanceof Problem && error.isConflict;
  const read = () => {
    onRefresh?.();
    void refresh();
  };
  return (
    <Alert
      type={isConflict ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={title === '' ? t(status === 0 ? 'problem.noAnswer' : 'problem.unknown') : title}
      description={
        <>
          <p>{advice === undefined || advice === '' ? t(status === 0 ? 'problem.noAnswerAdvice' : 'problem.unknownAdvice') : advice}</p>
          {detail !== undefined && detail !== '' && <p>{detail}</p>}
          {errors.length > 0 && (
            <ul>
              {errors.map(({ path, message }) => (
                <li key={`${path} ${message}`}>
                  {path}：{message}
                </li>
              ))}
            </ul>
          )}
          <p className="mono">
            {t('problem.code')} {code}
            {correlationId !== undefined && ` · ${t('problem.correlation')} ${correlationId}`}
          </p>
        </>
      }
      {...(isConflict && {
        action: (
          <Button size="small" onClick={read}>
            {t('problem.refresh')}
          </Button>
        ),
      })}
      style={{ marginBottom: 12 }}
    />
  );
}
