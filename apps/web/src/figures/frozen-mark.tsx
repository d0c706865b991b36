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
        <Tag color={frozen.isIntact ? 'blue' : 'red'}>
          {t('figures.frozen', { on: formatDay(frozen.on) })} <span className="mono">{frozen.digest.slice(0, digitsShown)}</span>
        </Tag>
      </Tooltip>
      {restated !== undefined && <Tag color="orange">{t('figures.restated', { shown: restated.shown })}</Tag>}
    </>
  );
}

/** Below the figures, in print as well: which of them were restated, since when, and to what. */
export function Footnotes({ figures }: { figures: readonly Figure[] }) {
  const { t } = useTranslation();
  const restated = figures.filter((figure) => figure.restated !== undefined);
  if (restated.length === 0) return null;
  return (
    <section aria-label={t('figures.footnotes')}>
      {restated.map((figure) => (
        <p key={figure.id} role="note">
          {figure.name} <span className="muted mono">{figure.id}</span> {figure.restated?.footnote}
        </p>
      ))}
    </section>
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
