import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Deadline, Tone } from '../api/types.ts';
import { formatDue } from './moment.ts';

/** Colour, icon and words, so that nobody depends on the colour (WCAG 1.4.1) and a black-and-white print says the same. */
const looks: Readonly<Record<Tone, { colour: string; icon: string }>> = {
  normal: { colour: '#237804', icon: '✓' },
  attention: { colour: '#0b5cad', icon: '◔' },
  warning: { colour: '#ad4e00', icon: '!' },
  overdue: { colour: '#a8071a', icon: '✕' },
  past: { colour: '#595959', icon: '◌' },
  paused: { colour: '#595959', icon: '‖' },
  met: { colour: '#237804', icon: '✓' },
  'met-late': { colour: '#ad4e00', icon: '✓' },
  cancelled: { colour: '#595959', icon: '–' },
  unknown: { colour: '#595959', icon: '?' },
};

export function LightTag({ deadline }: { deadline: Deadline }) {
  const { t } = useTranslation();
  const { tone } = deadline.light;
  const { colour, icon } = looks[tone];
  const due = deadline.dueAt === undefined ? '' : `，${t('deadline.due')}${formatDue(deadline.dueAt)}`;
  return (
    <Tooltip title={`${deadline.ruleName}（${deadline.holder.name}）${due}`}>
      <Tag variant="solid" color={colour} className="light number" data-tone={tone}>
        {icon} {useWords(deadline)}
      </Tag>
    </Tooltip>
  );
}

function useWords({ light: { tone, count = 0, unit = 'calendar-day' } }: Deadline): string {
  const { t } = useTranslation();
  switch (tone) {
    case 'overdue':
    case 'past':
      return t(`light.${tone}.${amountOf(unit, count)}`, { n: count });
    case 'normal':
    case 'attention':
    case 'warning':
      return t(`light.left.${amountOf(unit, count)}`, { n: count });
    case 'paused':
    case 'met':
    case 'met-late':
    case 'cancelled':
    case 'unknown':
      return t(`light.${tone}`);
  }
}

/** Nothing left of days is today, of hours less than one: neither is told as a nought. */
function amountOf(unit: NonNullable<Deadline['light']['unit']>, count: number): string {
  if (count > 0) return unit;
  return unit === 'hour' ? 'underHour' : 'today';
}
