import { DisputeBoundV1, MatterBouncedOutV1 } from '@xiezhi/contracts';
import { integrationEvent, specFor } from '@xiezhi/testing';
import { describe, expect, it } from 'vitest';
import type { DisputeCommand } from './dispute.decider.ts';
import {
  bureau,
  commands,
  disputeId,
  disputes,
  factsOf,
  government,
  handOffId,
  justice,
  matterId,
  office,
  otherBureau,
  step,
  stranger,
} from './dispute.samples.ts';
import type { DisputeEvent, RaisedDispute } from './dispute.state.ts';
import { disputeSubscriptions } from './dispute.subscriptions.ts';

const { given, stateAfter } = specFor(disputes);
const { raise, raiseByBounce, coordinate, toJustice, toGovernment } = commands;
const expectStage = (stage: string, ...asked: DisputeCommand[]) =>
  expect((stateAfter(...factsOf(...asked)) as RaisedDispute).stage.stage).toBe(stage);
const told = (facts: DisputeEvent[]) =>
  facts.flatMap((fact, place) => disputes.announce(disputeId, fact, stateAfter(...facts.slice(0, place + 1))));

describe('a dispute about competence', () => {
  it('goes from the office to the justice bureau to the government', () => {
    expectStage('OFFICE_COORDINATION', raise, coordinate);
    expectStage('JUSTICE_COORDINATION', raise, coordinate, toJustice);
    expectStage('GOV_DECISION', raise, coordinate, toJustice, toGovernment);
  });
  it.each([
    ['the office, where all agree', [raise, coordinate, commands.agree]],
    ['the justice bureau', [raise, coordinate, toJustice, commands.justiceBinds]],
    ['the government, whoever agrees', [raise, coordinate, toJustice, toGovernment, commands.governmentBinds]],
  ])('is bound by %s', (_name, asked) => expectStage('BOUND', ...asked));
  it('is not bound by the office against one of the parties', () =>
    given(...factsOf(raise, coordinate))
      .when({ ...commands.agree, fields: { ...commands.agree.fields, isAgreed: false } })
      .thenRefused('STEP_CONDITION_UNMET'));
  it('leaves the urgent measures to the first receiver, whatever stage it is in', () => {
    given(...factsOf(raise))
      .when(commands.takeMeasures)
      .then(...factsOf(raise, commands.takeMeasures).slice(1));
    expectStage('JUSTICE_COORDINATION', raise, coordinate, toJustice, commands.takeMeasures);
    given(...factsOf(raise))
      .when({ ...commands.takeMeasures, officer: commands.state.officer })
      .thenRefused('TRANSITION_NOT_YOURS');
  });
  it('is withdrawn by whoever raised it, before the justice bureau has it', () => {
    expectStage('WITHDRAWN', raise, commands.withdraw);
    given(...factsOf(raise, coordinate, toJustice))
      .when(commands.withdraw)
      .thenRefused('TRANSITION_NOT_FROM_HERE');
  });
  it('has two sides, and a coordinator who is none of them', () => {
    given()
      .when({ ...raise, disputants: [bureau] })
      .thenRefused('DISPUTE_WITH_NOBODY');
    given()
      .when({ ...raise, office: otherBureau })
      .thenRefused('COORDINATOR_IS_DISPUTANT');
  });
  it('is raised once', () =>
    given(...factsOf(raise))
      .when(raise)
      .thenNothing());
});

describe('a dispute of the third bounce', () => {
  it('lets the coordinator name the receiver, whether or not anybody agrees', () => {
    expectStage('BOUND', raiseByBounce, coordinate, commands.name);
    given(...factsOf(raise, coordinate))
      .when(commands.name)
      .thenRefused('STEP_CONDITION_UNMET');
  });
  it('is withdrawn by nobody: the matter waits for it', () =>
    given(...factsOf(raiseByBounce))
      .when(commands.withdraw)
      .thenRefused('TRANSITION_NOT_YOURS'));
  it('comes about whatever else is open, and never twice', () => {
    const [raised] = factsOf(raiseByBounce) as [DisputeEvent];
    expect(disputes.claimsOf?.(raised, stateAfter(raised))).toEqual({});
    const event = integrationEvent(
      MatterBouncedOutV1,
      `problem/${matterId}`,
      {
        matterKind: 'problem',
        matterId,
        title: '泡沫',
        owner: office,
        coordinator: government,
        lastRouteId: 'problem-assignment',
        handOffIds: [disputeId, matterId, handOffId],
        receivers: [bureau, otherBureau, bureau],
      },
      { familyId: matterId, parties: [office] },
    );
    const planned = () => disputeSubscriptions(disputes).flatMap((subscription) => subscription.plan(event));
    expect(planned().map(({ subject }) => subject)).toEqual(planned().map(({ subject }) => subject));
    expect(planned()).toHaveLength(1);
  });
});

describe('permissions', () => {
  it('to a stranger the dispute is not there', () =>
    given(...factsOf(raise))
      .when(step('D1', stranger, 'handler'))
      .thenRefused('DISPUTE_NOT_FOUND'));
  it.each([
    ['a disputant does not coordinate', step('D1', otherBureau, 'handler'), [raise]],
    ['a disputant does not bind', { ...commands.agree, officer: commands.withdraw.officer }, [raise, coordinate]],
    ['the office does not state a side', { ...commands.state, officer: coordinate.officer }, [raise, coordinate]],
    [
      'the office does not bind for the justice bureau',
      { ...commands.justiceBinds, officer: commands.agree.officer },
      [raise, coordinate, toJustice],
    ],
  ])('%s', (_name, command, asked) =>
    given(...factsOf(...asked))
      .when(command)
      .thenRefused('TRANSITION_NOT_YOURS'),
  );
  it('a handler does not bind', () =>
    given(...factsOf(raise, coordinate))
      .when({ ...commands.agree, officer: coordinate.officer })
      .thenRefused('TRANSITION_NOT_FOR_YOUR_ROLE'));
  it('nothing is taken before it is raised', () => given().when(coordinate).thenRefused('DISPUTE_NOT_FOUND'));
  it('is read by its parties, and by each coordinating organ from the moment it is reached', () => {
    const readers = (...asked: DisputeCommand[]) => disputes.scopeOf(stateAfter(...factsOf(...asked))).parties;
    expect(readers(raise)).toEqual([bureau, otherBureau, office]);
    expect(readers(raise, coordinate, toJustice)).toEqual([bureau, otherBureau, office, justice]);
    expect(readers(raise, coordinate, toJustice, toGovernment)).toEqual([bureau, otherBureau, office, justice, government]);
  });
});

describe('what others are told', () => {
  it('is whose turn it is', () =>
    expect(told(factsOf(raise, coordinate, toJustice)).map(({ data }) => (data as { coordinator: string }).coordinator)).toEqual([
      office,
      office,
      justice,
    ]));
  it('is who is competent, by which decision, and for what it may stand', () =>
    expect(told(factsOf(raise, coordinate, commands.agree)).at(-1)).toMatchObject({
      type: DisputeBoundV1.type,
      data: { competentUnits: [bureau, otherBureau], decisionNumber: '湖司执监〔2026〕1号', categoryCode: 'P1', divisionCode: '330521102' },
    }));
  it('is no reason and no statement', () =>
    expect(JSON.stringify(told(factsOf(raise, commands.state)))).not.toMatch(/上游漂来|均达标排放/));
  it('is one open dispute of a matter at a time, until it is bound or withdrawn', () => {
    const claims = (...asked: DisputeCommand[]) => {
      const facts = factsOf(...asked);
      return disputes.claimsOf?.(facts.at(-1)!, stateAfter(...facts));
    };
    const claim = [`dispute/${matterId}`];
    expect(claims(raise)).toEqual({ take: claim });
    expect(claims(raise, coordinate)).toEqual({});
    expect(claims(raise, coordinate, commands.agree)).toEqual({ release: claim });
    expect(claims(raise, commands.withdraw)).toEqual({ release: claim });
  });
});
