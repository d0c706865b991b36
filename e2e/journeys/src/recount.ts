import { dayOf, daysLater, every, one, type Told } from './event-log.ts';
import {
  count,
  decided,
  ended,
  ever,
  families,
  fieldOf,
  files,
  fileTime,
  found,
  handOffs,
  hands,
  hours,
  inTime,
  into,
  isOwning,
  isRecalled,
  isResolved,
  issuedIn,
  lasting,
  leads,
  limited,
  named,
  onlyOn,
  onTransfers,
  pausesOf,
  problems,
  rate,
  type Recount,
  restorationsDue,
  sentOn,
  stageNow,
  step,
  steps,
  sum,
  supervisions,
  transferred,
  waited,
} from './recount-parts.ts';

const solvedOn = (stream: Told[]) => named(step(stream, 'J0'), 'solvedOn');

export const recounts: Record<string, Recount> = {
  'ST-01': (view) =>
    count(
      handOffs(view).filter(
        (stream) =>
          hands('clue')(stream) &&
          isOwning(stream) &&
          stream[0]!.data['predecessor'] === undefined &&
          !isRecalled(stream) &&
          view.isIn(sentOn(stream)),
      ),
    ),
  'ST-02': inTime('H06'),
  'ST-03': (view) => rate(decided(view), ({ result }) => /^(OPEN|REFERRED)_/.test(result)),
  'ST-04a': (view) =>
    rate(
      decided(view).filter(({ result }) => result !== 'REFERRED_PROCURATORATE'),
      ({ result }) => result.startsWith('OPEN_'),
    ),
  'ST-04b': (view) =>
    rate(
      leads(view).filter(({ from, decision }) => view.isIn(from) && decision?.result !== 'MERGED'),
      ({ from, decision }) =>
        decision !== undefined && view.isPast(decision.on) && decision.on <= daysLater(from, 90) && decision.result.startsWith('OPEN_'),
    ),
  'ST-05a': (view) => {
    const cases = files(view, 'criminal-case').map((stream) => ({ filed: onlyOn(into(stream, 'FILED')), solved: solvedOn(stream) }));
    return {
      numerator: cases.filter(({ solved }) => view.isIn(solved)).length,
      denominator: cases.filter(({ filed }) => view.isIn(filed)).length,
    };
  },
  'ST-05b': (view) =>
    rate(
      files(view, 'criminal-case').filter((stream) => view.isIn(onlyOn(into(stream, 'FILED')))),
      (stream) => view.isPast(solvedOn(stream)),
    ),
  'ST-06.1': (view) =>
    lasting(
      view,
      problems(view).map((stream) => ({
        from: onlyOn(stream[0]),
        to: onlyOn(into(stream, 'CLOSED')),
        gone: onlyOn(into(stream, 'REJECTED') ?? into(stream, 'MERGED')),
        pauses: pausesOf(view, stream),
      })),
    ),
  'ST-06.2': (view) =>
    lasting(
      view,
      leads(view).map(({ stream, from, decision }) => ({ from, to: decision?.on, pauses: pausesOf(view, stream) })),
    ),
  'ST-06.3': fileTime('case-file', (stream) => ({
    from: onlyOn(steps(stream).find((told) => fieldOf(told, 'resultCode') === 'OPEN_ADMIN_PIL')),
    to: onlyOn(into(stream, 'CLOSED')),
    gone: onlyOn(into(stream, 'HANDED_OVER')),
  })),
  'ST-06.4': fileTime(
    'case-file',
    (stream) => ({
      from: named(step(stream, 'A7', 'A7u'), 'servedOn'),
      to: named(step(stream, 'A8'), 'repliedOn'),
      gone: onlyOn(into(stream, 'CLOSED') ?? into(stream, 'HANDED_OVER')),
    }),
    false,
  ),
  'ST-06.5': fileTime('criminal-case', (stream) => ({
    from: named(step(stream, 'B5'), 'receivedOn') ?? onlyOn(stream[0]),
    to: onlyOn(step(stream, 'B7f', 'B7x')),
    gone: onlyOn(into(stream, 'RETURNED') ?? into(stream, 'HANDED_OVER')),
  })),
  'ST-06.6': fileTime('penalty', (stream) => ({ from: onlyOn(step(stream, 'D1')), to: onlyOn(step(stream, 'D6', 'D6n')) })),
  'ST-06.7': (view) =>
    lasting(
      view,
      supervisions(view).map(({ issued, lifted, escalated, dropped }) => ({ from: issued, to: lifted, gone: escalated ?? dropped })),
    ),
  'ST-06.8': fileTime(
    'restoration',
    (stream) => ({
      from: named(step(stream, 'X1'), 'basisOn'),
      to: named(step(stream, 'X5'), 'acceptedOn'),
      gone: onlyOn(into(stream, 'CLOSED')),
    }),
    false,
  ),
  'ST-06.9': (view) =>
    lasting(
      view,
      families(view).map(({ first, closed }) => ({ from: dayOf(first), to: closed && dayOf(closed) })),
    ),
  'ST-07': inTime('H06', 'H02', 'H09b', 'H03', 'H09c', 'H09d', 'H09e', 'H09f', 'H09g'),
  'ST-08': inTime('H04', 'E06', 'H05'),
  'ST-09': (view) => rate(found(view), (stream) => ['PENDING_CHECK', 'CLOSED', 'LOOKBACK'].includes(String(stageNow(view, stream)))),
  'ST-10': (view) => rate(found(view), (stream) => ['CLOSED', 'LOOKBACK'].includes(String(stageNow(view, stream)))),
  'ST-11a': (view) => {
    const lookBacks = problems(view).flatMap((stream) =>
      steps(stream).filter((told) => told.data['lookBackResult'] !== undefined && view.isIn(dayOf(told.actedAt))),
    );
    return rate(lookBacks, ({ data }) => data['lookBackResult'] !== '稳定');
  },
  'ST-11b': (view) => {
    const closed = problems(view).flatMap((stream) => {
      const on = onlyOn(into(stream, 'CLOSED'));
      return view.isIn(on) ? [{ stream, on: on! }] : [];
    });
    return rate(closed, ({ stream, on }) =>
      steps(stream).some(
        (told) => told.data['to'] === 'REOPENED' && view.isPast(dayOf(told.actedAt)) && dayOf(told.actedAt) <= daysLater(on, 365),
      ),
    );
  },
  'ST-11c': inTime('H12'),
  'ST-12a': ever('A04', 'A05'),
  'ST-12b': inTime('A04', 'A05'),
  'ST-13': (view) =>
    rate(
      ended(view, 'case-file', 'A13', 'A14').filter(({ stream }) => step(stream, 'A7', 'A7u') !== undefined),
      ({ end }) => isResolved(end),
    ),
  'ST-14': (view) => rate(ended(view, 'case-file', 'A5', 'A13', 'A14'), ({ end }) => end!.data['transition'] !== 'A14' && isResolved(end)),
  'ST-15': (view) => rate(ended(view, 'case-file', 'A13', 'A14', 'A15'), ({ end }) => end!.data['transition'] === 'A14'),
  'ST-16': transferred('B01', 'B02'),
  'ST-16a': transferred('B01'),
  'ST-16b': transferred('B02'),
  'ST-17': (view) => rate(onTransfers(view), ({ end }) => end!.data['transition'] === 'B7f'),
  'ST-17b': (view) => ({
    numerator: sum(onTransfers(view).map(({ stream }) => steps(stream).filter(({ data }) => data['transition'] === 'B6').length)),
    denominator: onTransfers(view).length,
  }),
  'ST-18': (view) => {
    const ends = files(view, 'filing-supervision').flatMap(
      (stream) =>
        steps(stream).find(
          ({ data }) => data['from'] !== data['to'] && ['FILED', 'REASONS_STAND', 'CLOSED'].includes(String(data['to'])),
        ) ?? [],
    );
    return rate(
      ends.filter((end) => view.isIn(dayOf(end.actedAt))),
      ({ data }) => data['to'] === 'FILED' && data['from'] !== 'EVALUATING',
    );
  },
  'ST-19a': ever('C05'),
  'ST-19b': (view) => {
    const replies = files(view, 'reverse-linkage').flatMap(
      (stream) => steps(stream).findLast(({ data }) => ['R7', 'R7r'].includes(String(data['transition']))) ?? [],
    );
    return rate(
      replies.filter((told) => view.isIn(dayOf(told.actedAt))),
      (told) => fieldOf(told, 'replyOutcome') === '已处罚',
    );
  },
  'ST-20a': (view) => rate(limited(view), ({ lifted }) => view.isPast(lifted)),
  'ST-20b': (view) => ({
    ...rate(limited(view), ({ lifted, limit }) => !(view.isPast(lifted) && lifted! <= limit!)),
    original: limited(view).filter(({ lifted, first }) => !(view.isPast(lifted) && lifted! <= first!)).length,
  }),
  'ST-20c': (view) => rate(issuedIn(view), ({ escalated }) => view.isPast(escalated)),
  'ST-20d': (view) => ({ numerator: sum(issuedIn(view).map(({ extensions }) => extensions)), denominator: issuedIn(view).length }),
  'ST-21a': (view) =>
    rate(
      handOffs(view).filter(
        (stream) => hands('clue')(stream) && !isRecalled(stream) && view.isIn(onlyOn(every(stream, 'hand-off-received').at(-1))),
      ),
      (stream) => one(stream, 'hand-off-supplement-requested') !== undefined,
    ),
  'ST-21b': (view) =>
    rate(
      handOffs(view).filter((stream) => hands('problem')(stream) && isOwning(stream) && !isRecalled(stream) && view.isIn(sentOn(stream))),
      (stream) => one(stream, 'hand-off-refused') !== undefined,
    ),
  'ST-21c': (view) => {
    const checks = problems(view).flatMap(
      (stream) =>
        steps(stream).find(({ data }) => data['from'] === 'PENDING_CHECK' && ['CLOSED', 'RECTIFYING'].includes(String(data['to']))) ?? [],
    );
    return rate(
      checks.filter((told) => view.isIn(dayOf(told.actedAt))),
      ({ data }) => data['to'] === 'CLOSED',
    );
  },
  'ST-22a': (view) => count(view.of('dispute', 'dispute-raised').filter(([raised]) => view.isIn(dayOf(raised!.actedAt)))),
  'ST-22b': (view) =>
    lasting(
      view,
      view.of('dispute', 'dispute-raised').map((stream) => ({
        from: onlyOn(stream[0]),
        to: onlyOn(one(stream, 'dispute-bound')),
        gone: onlyOn(every(stream, 'dispute-stage-entered').find(({ data }) => data['to'] === 'WITHDRAWN')),
      })),
    ),
  'ST-23a': (view) => rate(restorationsDue(view), (stream) => view.isPast(onlyOn(step(stream, 'X5')))),
  'ST-23a.area': (view) => {
    const area = (stream: Told[]) =>
      Number(steps(stream).findLast((told) => fieldOf(told, 'areaOwed') !== undefined)?.fields['areaOwed'] ?? 0);
    const all = restorationsDue(view);
    return { numerator: sum(all.filter((stream) => view.isPast(onlyOn(step(stream, 'X5')))).map(area)), denominator: sum(all.map(area)) };
  },
  'ST-24a': (view) =>
    count(problems(view).filter(([reported]) => reported!.data['isNamedReport'] === true && view.isIn(dayOf(reported!.actedAt)))),
  'ST-24b': (view) => {
    const verdicts = problems(view)
      .filter((stream) => stream[0]!.data['isNamedReport'] === true && into(stream, 'MERGED') === undefined)
      .filter((stream) =>
        view.isIn(
          onlyOn(steps(stream).find(({ data }) => data['from'] !== data['to'] && ['TRIAGED', 'REJECTED'].includes(String(data['to'])))),
        ),
      );
    return rate(verdicts, (stream) => into(stream, 'REJECTED') === undefined);
  },
  'ST-24c': inTime('H08'),
  'ST-25': (view) => {
    const closed = families(view).filter(({ closed: at, first }) => at !== undefined && view.isIn(dayOf(at)) && hours(first, at) > 0);
    return {
      numerator: sum(closed.map((family) => Math.round(sum(family.handOffs.map((stream) => waited(stream, family.closed!)))))),
      denominator: sum(closed.map(({ first, closed: at }) => Math.round(hours(first, at!)))),
    };
  },
  'ST-26a': (view) =>
    rate(
      handOffs(view).filter((stream) => !isRecalled(stream) && view.isIn(sentOn(stream))),
      (stream) => stream[0]!.data['documentNumber'] !== undefined && one(stream, 'hand-off-received') !== undefined,
    ),
  'ST-27': (view) =>
    rate(
      families(view).filter(({ first }) => view.isIn(dayOf(first))),
      ({ organs }) => organs.size >= 2,
    ),
};

/** Value at position ceil(p·n) of the ascending list. */
export function nearestRank(values: number[], p: number): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.ceil(Math.round(p * values.length * 1e6) / 1e6) - 1];
}
