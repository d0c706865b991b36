import { supervisionDecider } from './supervision.decider.ts';
import { commands, facts } from './supervision.samples.ts';

const {
  proposed,
  approved,
  rejected,
  issued,
  signed,
  progressed,
  reported,
  checked,
  signedOff,
  lifted,
  extensionAsked,
  failed,
  escalated,
} = facts;
const running = [proposed, approved, issued];
const handling = [...running, signed, progressed];

/** State × command, each by the party entitled to it: `npm run gen` writes supervision.table.md from here. */
export const table = {
  decider: supervisionDecider,
  states: {
    unproposed: [],
    'proposed 拟督办': [proposed],
    'approved 已批准': [proposed, approved],
    'rejected 不予督办': [proposed, rejected],
    'issued 已下达': running,
    'signed 已签收': [...running, signed],
    'handling 办理中': handling,
    'handling 已申请延期': [...handling, extensionAsked],
    'failed 逾期': [...handling, failed],
    'reported 已报结果': [...handling, reported],
    'checked 核查合格': [...handling, reported, checked],
    'checked 联合单位已签字': [...handling, reported, checked, signedOff],
    'lifted 已解除': [...handling, reported, checked, signedOff, lifted],
    'escalated 已升级': [...handling, failed, escalated],
  },
  commands,
};
