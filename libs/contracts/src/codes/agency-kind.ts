import type { z } from 'zod';
import { codeList } from './code-list.ts';

/** Kinds of organs (DOMAIN 2 and 8.3). A route names kinds, never single agencies. */
export const agencyKinds = {
  RCO: '河长制工作机构',
  PRO: '人民检察院',
  WAT: '水行政主管部门',
  ECO: '生态环境主管部门',
  AGR: '农业农村主管部门',
  LAW: '综合行政执法部门',
  NAT: '自然资源主管部门',
  HOU: '住房城乡建设主管部门',
  TRA: '交通运输主管部门（港航）',
  FIN: '财政部门',
  POL: '公安机关',
  COU: '人民法院',
  JUS: '司法行政部门（行政执法监督机构）',
  SUP: '纪检监察机关',
  GOV: '人民政府',
  TOW: '乡镇人民政府、街道办事处',
  PLATFORM: '平台管理',
} as const;
export const AgencyKind = codeList(agencyKinds);
export type AgencyKind = z.infer<typeof AgencyKind>;

/** Levels of divisions and of the agencies in them. A functional area has no code of its own in GB/T 2260. */
export const divisionLevels = {
  province: '省级',
  city: '市级',
  county: '县级',
  'functional-area': '功能区',
  township: '乡级',
} as const;
export const DivisionLevel = codeList(divisionLevels);
export type DivisionLevel = z.infer<typeof DivisionLevel>;

/** Kinds of water bodies (DOMAIN 6.12). */
export const waterBodyKinds = {
  RIVER: '河',
  LAKE: '湖',
  LAKELET: '湖漾',
  RESERVOIR: '水库',
  LOUGANG: '溇港',
  TANG: '塘',
  CANAL: '渠',
  WETLAND: '湿地',
} as const;
export const WaterBodyKind = codeList(waterBodyKinds);
export type WaterBodyKind = z.infer<typeof WaterBodyKind>;
