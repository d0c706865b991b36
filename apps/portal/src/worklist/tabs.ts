import type { Shelf } from './turn-kind.ts';

/** The tabs of 工作台, in their order (UX 1.2). `shelf`: open turns of one kind; the others cut across. */
export const tabs = {
  'to-sign': { name: '待签收', shelf: 'sign' },
  'to-do': { name: '待办', shelf: 'do' },
  'due-soon': { name: '临期' },
  overdue: { name: '超期' },
  'to-review': { name: '待我审核', shelf: 'review' },
  sent: { name: '我移送的' },
  done: { name: '已办' },
} as const satisfies Record<string, { name: string; shelf?: Shelf }>;

export type Tab = keyof typeof tabs;
export const tabNames = Object.keys(tabs) as [Tab, ...Tab[]];

/** Counted up to here, as badges are; a bigger number would tell nobody more and would cost by the backlog. */
export const countMax = 99;
