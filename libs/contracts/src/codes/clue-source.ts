import type { z } from 'zod';
import { codeList } from './code-list.ts';

/**
 * Where a clue or problem came from (DOMAIN 6.1). S01–S06 are Art. 24 (1)–(6) of the 2021 procuratorial rules (verified);
 * S11–S20 refine S03, S04 and S06 (design default).
 */
export const clueSources = {
  S01: '自然人、法人、组织控告举报',
  S02: '检察机关办案中发现',
  S03: '行政执法信息共享平台',
  S04: '国家机关、社会团体、人大代表、政协委员转交',
  S05: '新闻媒体、社会舆论',
  S06: '其他履职发现',
  S11: '河长巡河',
  S12: '河长办督查暗访',
  S13: '部门执法检查',
  S14: '上级交办',
  S15: '12345/12314/12369 热线',
  S16: '卫星遥感、无人机、视频 AI',
  S17: '水质监测异常',
  S18: '益心为公志愿者',
  S19: '公安生态警务、联勤站',
  S20: '法院审理中发现',
} as const;
export const ClueSource = codeList(clueSources);
export type ClueSource = z.infer<typeof ClueSource>;
