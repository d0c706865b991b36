import type { z } from 'zod';
import { codeList } from './code-list.ts';

/** Kinds of material in a manifest (DOMAIN 6.10: evidence kinds of Art. 34 of the 2021 rules, and three sub-kinds). */
export const materialKinds = {
  DOCUMENT: '书证',
  PHYSICAL: '物证',
  AUDIOVISUAL: '视听资料',
  ELECTRONIC_DATA: '电子数据',
  TESTIMONY: '证人证言',
  PARTY_STATEMENT: '当事人陈述',
  APPRAISAL: '鉴定意见',
  EXPERT_OPINION: '专家意见',
  INSPECTION_RECORD: '勘验笔录',
  MONITORING_REPORT: '监测报告',
  SATELLITE_IMAGE: '遥感影像',
  DRONE_IMAGE: '无人机影像',
} as const;
export const MaterialKind = codeList(materialKinds);
export type MaterialKind = z.infer<typeof MaterialKind>;
