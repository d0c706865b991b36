import { type Aggregate, announcement, derivedId } from '@xiezhi/aggregate';
import { SupervisionUrgedV1 } from '@xiezhi/contracts';
import { urgingDecider, type UrgingCommand, type UrgingEvent, type Urgings } from './urging.decider.ts';

/** The talk of one sender with one unit about one matter. */
export const urgingsId = (matterId: string, unit: string, urgedBy = 'system'): string => derivedId(matterId, `urging/${unit}/${urgedBy}`);

export const urgings: Aggregate<UrgingCommand, UrgingEvent, Urgings> = {
  ...urgingDecider,
  name: 'urging',
  announce: (_id, { between, urging }) => {
    const { matterKind, matterId, urgedBy, unit, title } = between;
    const { urgingId, clockId } = urging;
    const known = { ...(urgedBy !== undefined && { urgedBy }), ...(clockId !== undefined && { clockId }) };
    return [announcement(SupervisionUrgedV1, { urgingId, matterKind, matterId, unit, title, ...known })];
  },
  scopeOf(state) {
    if (state.status === 'none') throw new Error('nobody was urged yet');
    const { familyId, world, unit, watchers } = state;
    return { familyId, parties: [...new Set([unit, ...watchers])], world };
  },
};
