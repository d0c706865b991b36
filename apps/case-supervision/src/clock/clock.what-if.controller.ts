import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Caller } from '@xiezhi/contracts';
import { Refusal } from '@xiezhi/decider';
import { Allow, CallerOf, legalNow, Returns } from '@xiezhi/http';
import { dateOf } from '@xiezhi/statutory-time';
import type { z } from 'zod';
import { KnownDirectory } from '../known-directory/known-directory.ts';
import type { ClockRuleBook } from './clock-rules.ts';
import { CLOCK_RULES } from './clock.controller.ts';
import { clocksIfSent } from './clock.what-if.ts';
import { IfSent, IfSentQuery } from './clock.what-if.requests.ts';

/** 现在移送，期限如下: asked while a draft is written. Stands before the controller whose path is a clock's id. */
@Controller('clocks')
export class WhatIfController {
  constructor(
    private readonly directory: KnownDirectory,
    @Inject(CLOCK_RULES) private readonly rules: ClockRuleBook,
  ) {}

  @Get('if-sent')
  @Allow('clock:read')
  @Returns(IfSent)
  async ifSent(@Query({ schema: IfSentQuery }) said: z.infer<typeof IfSentQuery>, @CallerOf() caller: Caller) {
    const { receiver, urgency, matterId = caller.agency } = said;
    const at = said.at ?? legalNow(caller).toISOString();
    const [route, agencies] = await Promise.all([
      this.directory.route(said.route, dateOf(at)),
      this.directory.agencies([receiver, caller.agency]),
    ]);
    if (route === undefined) throw new Refusal('ROUTE_UNKNOWN');
    if (!agencies.has(receiver)) throw new Refusal('RECEIVER_UNKNOWN');
    const kinds = new Map([...agencies].map(([id, { kind }]) => [id, kind]));
    return { at, items: clocksIfSent({ route, sender: caller.agency, receiver, matterId, urgency, at }, this.rules, kinds) };
  }
}
