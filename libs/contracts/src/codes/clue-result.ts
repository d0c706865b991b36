/** What became of a clue (DOMAIN 6.4), as read models print it; which may be chosen says the mechanism’s list clue-result. */
export const clueResults = {
  OPEN_ADMIN_PIL: '立案（行政公益诉讼）',
  OPEN_CIVIL_PIL: '立案（民事公益诉讼）',
  OPEN_CRIM_INCIDENTAL: '立案（刑事附带民事公益诉讼）',
  NOT_OPEN_NO_HARM: '不立案（公益未受损害）',
  NOT_OPEN_NO_ILLEGALITY: '不立案（不存在违法行为）',
  NOT_OPEN_DUTY_PERFORMED: '不立案（行政机关已依法履职）',
  NOT_OPEN_OTHER_REMEDY: '不立案（社会组织起诉或损害赔偿程序进行中）',
  REFERRED_PROCURATORATE: '移送其他检察院',
  REFERRED_POLICE: '移送公安机关',
  REFERRED_SUPERVISORY: '移送纪检监察机关',
  REFERRED_AGENCY: '转送行政机关',
  MERGED: '并入已有案件',
  PENDING_SUPERIOR: '报请上级院决定',
} as const;
