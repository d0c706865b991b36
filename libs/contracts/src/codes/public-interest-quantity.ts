import type { z } from 'zod';
import { codeList } from './code-list.ts';

/** What was won back for the public (成效数量, DOMAIN 7.4), each in one unit. */
export const publicInterestQuantities = {
  Q01: '清理河道长度（公里）',
  Q02: '清理、腾退面积（平方米）',
  Q03: '恢复水域面积（平方米）',
  Q04: '恢复岸线（米）',
  Q05: '拆除违建面积（平方米）',
  Q06: '清运固体废物、垃圾（吨）',
  Q07: '处置危险废物（吨）',
  Q08: '封堵、整治排污口（个）',
  Q09: '关停、整治企业、养殖场（家）',
  Q10: '补植复绿（株）',
  Q11: '增殖放流（尾）',
  Q12: '湿地、耕地、林地修复（平方米）',
  Q13: '追缴水资源费、水土保持补偿费（元）',
  Q14: '赔偿金、修复费（元）',
  Q15: '碳汇认购（吨二氧化碳当量）',
  Q16: '恢复库容、行洪断面（立方米）',
  Q17: '封填取水井、补办取水许可（个）',
} as const;
export const PublicInterestQuantity = codeList(publicInterestQuantities);
export type PublicInterestQuantity = z.infer<typeof PublicInterestQuantity>;
