import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Figure } from '../api/types.ts';
import { formatDay, formatMoment } from '../parts/moment.ts';

/** As many as tell two digests apart at a glance; the whole one is in the drawer. */
const digitsShown = 8;

/** Frozen on which day, and what the number is restated to (SC-11): the frozen one is never replaced. */
export function FrozenMark({ figure: { frozen, restated } }: { figure: Figure }) {
  const { t } = useTranslation();
  if (frozen === undefined) return null;
  return (
    <>
      <Tooltip title={t('figures.digestOf', { digest: frozen.digest })}>
        <Tag tabIndex={0} color={frozen.isIntact ? 'blue' : 'red'}>
          {t('figures.frozen', { on: formatDay(frozen.on) })} <span className="mono">{frozen.digest.slice(0, digitsShown)}</span>
        </Tag>
      </Tooltip>
      {restated !== undefined && (
        <Tooltip title={restated.footnote}>
          <Tag tabIndex={0} color="orange">
            {t('figures.restated', { shown: restated.shown })}
          </Tag>
        </Tooltip>
      )}
    </>
  );
}

/** In 口径说明: when, up to when, with which calendar, and the digest whole. */
export function FrozenSection({ figure: { frozen, restated } }: { figure: Figure }) {
  const { t } = useTranslation();
  if (frozen === undefined) return null;
  const isLate = frozen.on !== frozen.dueOn;
  return (
    <section aria-labelledby="figure-frozen">
      <h2 id="figure-frozen">{t('figures.freezing')}</h2>
      <p>
        {t('figures.frozenOn', { on: formatDay(frozen.on), cutOff: formatMoment(frozen.cutOff) })}
        {isLate && t('figures.frozenLate', { dueOn: formatDay(frozen.dueOn) })}
      </p>
      <p className="muted">
        {t('figures.frozenBy', { calendar: frozen.calendar })}
        {frozen.isProvisional && t('figures.frozenProvisional')}
      </p>
      <p>
        SHA-256 <span className="mono">{frozen.digest}</span>
      </p>
      {restated !== undefined && (
        <>
          <p role="note">{restated.footnote}</p>
          <p className="muted">
            {t('figures.restatedDigest')} <span className="mono">{restated.digest}</span>
          </p>
        </>
      )}
    </section>
  );
}
