/**
 * Fields of cooperation 协作重点领域 (DOMAIN 6.2), as statistics print them; which may be chosen says the mechanism’s list
 * field-of-cooperation. W1–W5 are the five fields of the 2022 opinion of the Supreme People's Procuratorate and the Ministry of Water
 * Resources; the others are design defaults.
 */
export const fieldsOfCooperation = {
  W1: '水旱灾害防御',
  W2: '水资源管理',
  W3: '河湖管理',
  W4: '水利工程管理',
  W5: '水土保持',
  E1: '水污染防治',
  E2: '固体废物、危险废物',
  E3: '饮用水水源',
  E4: '入河排污口',
  A1: '渔业、禁捕',
  A2: '畜禽、水产养殖',
  N1: '湿地',
  N2: '岸线、耕地、矿产',
  N3: '林地',
  T1: '航运、船舶污染、码头',
  C1: '黑臭水体、管网',
} as const;
