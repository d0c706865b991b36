import type { z } from 'zod';
import { codeList } from './code-list.ts';

/** What is wrong at the water (DOMAIN 6.3): the four disorders 四乱 with their items, pollution, fishery, water resources, soil. */
export const problemCategories = {
  'Z1-01': '围垦湖泊',
  'Z1-02': '未经省级政府批准或超范围围垦河流',
  'Z1-03': '行洪河道内种植阻洪林木、高秆作物',
  'Z1-04': '擅自填堵、占用、拆毁故道、旧堤、原有工程',
  'Z1-05': '擅自填堵、缩减河道沟汊、贮水洼淀，废除防洪围堤',
  'Z1-06': '擅自调整水系、减少水域面积、改暗河',
  'Z1-07': '擅自开发利用沙洲',
  'Z1-08': '围网养殖等占用水面',
  'Z2-01': '未经批准爆破、钻探、挖筑鱼塘、开采地下资源、考古',
  'Z2-02': '未经批准挖砂取土',
  'Z2-03': '无证、超许可、禁采区、禁采期采砂',
  'Z3-01': '乱堆垃圾、固废、阻洪物',
  'Z4-01': '岸线长期占而不用、多占少用、滥占',
  'Z4-02': '未批先建、不按批复建设涉河项目',
  'Z4-03': '阻碍行洪建筑物、构筑物',
  P1: '工业偷排、暗管',
  P2: '生活污水直排',
  P3: '雨污混接',
  P4: '畜禽粪污',
  P5: '水产养殖尾水',
  P6: '农业面源污染',
  P7: '船舶污染',
  P8: '饮用水水源保护区违法',
  P9: '入河排污口未批、超标',
  P10: '危险废物倾倒',
  F1: '电鱼、毒鱼、炸鱼',
  F2: '禁渔期、禁用渔具捕捞',
  F3: '垂钓违规',
  R1: '无证取水',
  R2: '超计划、超许可取水',
  R3: '生态流量不足',
  S1: '未批先弃、水土流失',
  S2: '水土保持方案未落实',
} as const;
export const ProblemCategory = codeList(problemCategories);
export type ProblemCategory = z.infer<typeof ProblemCategory>;
