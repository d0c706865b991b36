/** Every table that only this consumer writes: `xiezhi rebuild portal.portal` empties them and reads everything again. */
export const portalReadModels = [
  'agency',
  'post',
  'post_grant',
  'world',
  'turn',
  'standing',
  'timeline_line',
  'notice',
  'notice_counter',
  'deadline',
] as const;

/** Of the consumer of figures: `xiezhi rebuild portal.figures`. */
export const figureReadModels = ['figure_item'] as const;
