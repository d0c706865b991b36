const schema = 'portal';

/**
 * The walks of the worklist carry what their counts ask for: kind, role, what asks for attention, and who may see the row. A badge is
 * counted in a few neighbouring leaves, where it fetched up to a hundred rows that lie scattered over a table of any size.
 */
export const countedInTheIndexSql = `
  drop index ${schema}.turn_work, ${schema}.turn_late, ${schema}.turn_sent, ${schema}.turn_done;
  create index turn_work on ${schema}.turn (agency, world, shelf, work_key, item) include (kind, role, parties) where work_key is not null;
  create index turn_late on ${schema}.turn (agency, world, late_key, item) include (attention_at, kind, role, parties) where late_key is not null;
  create index turn_sent on ${schema}.turn (agency, world, sent_key, item) include (parties) where sent_key is not null;
  create index turn_done on ${schema}.turn (agency, world, done_key, item) include (parties) where done_key is not null;
`;
