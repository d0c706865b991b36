import { join } from 'node:path';
import { readMechanismPack } from '@xiezhi/mechanism-pack';
import { describe, expect, it } from 'vitest';
import { root } from '../../run.ts';
import { lettersPage } from './letters-page.ts';

const pack = readMechanismPack(join(root, 'packs/river-chief-procurator'));
const page = lettersPage(pack.letters!, pack);
const row = (code: string) => page.split('\n').find((line) => line.startsWith(`| ${code} |`));

describe('the page of the letters', () => {
  it('has a row for each, with nothing that was not found', () => {
    expect(page.match(/^\| F-/gm)).toHaveLength(pack.letters!.length);
    expect(page).not.toMatch(/undefined|“[A-Za-z]+”/);
  });
  it('says in Chinese who issues a letter to whom, how it is numbered, what it says and which steps make it', () =>
    expect(row('F-09')).toMatch(
      /^\| F-09 \| 书面提示函（.*） \| 河长办 \| 责任单位 \| \{机关代字\}提函〔\{年\}〕\{序号\}号 \| .*“责任单位职责及依据”、“已提出的要求及时间”.* \| problem P10a、P10 \| .*第五条 \| V \|$/,
    ));
  it('names the field in which a number of another house is kept', () =>
    expect(row('F-41')).toContain('制发单位编号，记录在“检察建议书文号”'));
  it('names levels, events, and the reason where nothing makes a letter', () => {
    expect(row('F-22')).toContain('S4 挂牌督办');
    expect(row('F-17')).toContain('| 受反馈单位 | 反馈单位 |');
    expect(row('F-23')).toContain('由下达单位隐去有关信息后另行公布，平台不制作');
  });
});
