import { Body, Controller, Param, Post } from '@nestjs/common';
import { type Caller, Uuid } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { ActOf, Allow, CallerOf, CommandAnswer, commandAnswer, Returns } from '@xiezhi/http';
import { Supervising } from './supervising.ts';
import { AskExtensionBody, ExtendSupervisionBody, SupervisionReasonBody } from './supervision.requests.ts';

const SupervisionId = () => Param('supervisionId', { schema: Uuid });

/** A longer limit: asked for by the unit, granted or declined by the issuer. */
@Controller('supervisions')
export class ExtensionController {
  constructor(private readonly supervising: Supervising) {}

  @Post(':supervisionId/ask-extension')
  @Allow('supervision:work')
  @Returns(CommandAnswer)
  async ask(
    @SupervisionId() id: string,
    @Body({ schema: AskExtensionBody }) { progress, cause, plan, requestedOn }: AskExtensionBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { ladders, calendar } = this.supervising;
    const asked = { progress, cause, plan, requestedOn };
    const known = { ladders, calendar, on: this.supervising.dayOf(act, caller) };
    return commandAnswer(await this.supervising.handle(id, { type: 'AskExtension', ...by(caller), asked, ...known }, act));
  }

  @Post(':supervisionId/extend')
  @Allow('supervision:approve')
  @Returns(CommandAnswer)
  async grant(
    @SupervisionId() id: string,
    @Body({ schema: ExtendSupervisionBody }) { limitOn, reason }: ExtendSupervisionBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    const { ladders } = this.supervising;
    return commandAnswer(await this.supervising.handle(id, { type: 'ExtendSupervision', ...by(caller), limitOn, reason, ladders }, act));
  }

  @Post(':supervisionId/decline-extension')
  @Allow('supervision:approve')
  @Returns(CommandAnswer)
  async decline(
    @SupervisionId() id: string,
    @Body({ schema: SupervisionReasonBody }) { reason }: SupervisionReasonBody,
    @CallerOf() caller: Caller,
    @ActOf() act: Act,
  ) {
    return commandAnswer(await this.supervising.handle(id, { type: 'DeclineExtension', ...by(caller), reason }, act));
  }
}

const by = ({ agency, account }: Caller) => ({ by: agency, account });
