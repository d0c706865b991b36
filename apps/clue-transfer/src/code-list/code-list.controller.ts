import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type Caller, PackName } from '@xiezhi/contracts';
import type { Act } from '@xiezhi/event-store';
import { Allow, CallerOf, ReadActOf, Returns } from '@xiezhi/http';
import { CodeBook } from '@xiezhi/mechanism-pack';
import { z } from 'zod';
import { dayOf } from '../legal-moment.ts';

const CodeListQuery = z.strictObject({
  mechanism: PackName.optional().describe('Name of the mechanism whose lists are asked for; absent: those of all in force, in one'),
});

const CodeListView = z
  .object({
    list: z.string().describe('Name by which charts and refusals call it'),
    title: z.string(),
    codes: z.array(
      z.object({
        code: z.string(),
        name: z.string().describe('Chinese, as officers read it'),
        group: z.string().optional(),
        refines: z.array(z.string()).optional(),
        same: z.object({ list: z.string(), code: z.string() }).optional(),
        unit: z.string().optional(),
        proof: z.string().optional(),
        size: z.string().optional().describe('What the thresholds measure'),
        thresholds: z
          .array(
            z.object({
              degree: z.string(),
              from: z.number().optional(),
              above: z.number().optional(),
              upTo: z.number().optional(),
              below: z.number().optional(),
              when: z.string().optional(),
            }),
          )
          .optional(),
        items: z.array(z.string()).optional(),
        note: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'CodeList' });

/** What officers choose from today: the lists of the mechanisms in force, which commands are checked against. */
@Controller('code-lists')
export class CodeListController {
  constructor(@Inject(CodeBook) private readonly codes: CodeBook) {}

  @Get()
  @Allow('hand-off:read')
  @Returns(z.array(CodeListView))
  lists(@Query({ schema: CodeListQuery }) { mechanism }: z.infer<typeof CodeListQuery>, @CallerOf() caller: Caller, @ReadActOf() act: Act) {
    return this.codes.lists(dayOf(act, caller), mechanism);
  }
}
