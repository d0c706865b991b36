import { Body, Controller, Post } from '@nestjs/common';
import { AgencyId, type Caller, MatterKind, Uuid } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import type { Act } from '@xiezhi/event-store';
import { actedAtFields, ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, Returns } from '@xiezhi/http';
import { Commands } from '@xiezhi/service';
import { isJudicial } from '@xiezhi/stage-chart';
import { dateOf } from '@xiezhi/statutory-time';
import { z } from 'zod';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import { KnownMatters } from '../known-matter/known-matters.ts';
import { momentOf } from '../legal-moment.ts';
import { newId } from '../new-id.ts';
import { Ladders } from '../supervision/ladders.ts';
import { urgings, urgingsId } from './urging.announce.ts';
import { urgencies } from './urging.decider.ts';

export const UrgeBody = z
  .strictObject({
    ...actedAtFields,
    matterKind: MatterKind,
    matterId: Uuid,
    unit: AgencyId.describe('被催办单位；检察院、法院、公安机关不作为被催办单位'),
    text: z.string().trim().min(2).max(1000).describe('催办内容；不得填写姓名'),
    urgency: z.enum(urgencies).default('normal').describe('平件、加急、特急：紧急程度上升的，一日之内可以再次催办'),
    clockId: Uuid.optional().describe('所催的期限'),
  })
  .meta({ id: 'Urge' });
export type UrgeBody = z.infer<typeof UrgeBody>;

@Controller('urgings')
export class UrgingController {
  constructor(
    private readonly commands: Commands,
    private readonly matters: KnownMatters,
    private readonly directory: KnownDirectory,
    private readonly ladders: Ladders,
  ) {}

  @Post()
  @Allow('supervision:work')
  @Returns(CommandAnswer, 201)
  async urge(@Body({ schema: UrgeBody }) body: UrgeBody, @CallerOf() caller: Caller, @ActOf() act: Act) {
    const { unit, text, urgency, clockId } = body;
    const [{ runsUnder, ...matter }, organ] = await Promise.all([
      this.matters.matter(body.matterKind, body.matterId, caller),
      this.directory.agency(unit),
    ]);
    if (organ === undefined) throw new Refusal('AGENCY_NOT_FOUND');
    const between = { ...matter, unit, urgedBy: caller.agency, watchers: [caller.agency] };
    const at = momentOf(act, caller);
    const urging = { urgingId: newId('urging', act), at, urgency, text, account: caller.account, clockId };
    const quietHours = this.ladders.quietHours(this.ladders.versionFor(runsUnder, dateOf(at)));
    const command = { type: 'UrgeUnit', between, urging, isJudicial: isJudicial(organ.kind), quietHours } as const;
    return commandAnswer(await this.commands.handle(urgings, urgingsId(matter.matterId, unit, caller.agency), command, act));
  }
}
