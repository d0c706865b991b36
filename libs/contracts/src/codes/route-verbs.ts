import { z } from 'zod';

/**
 * Which verbs of the hand-off protocol a route permits (DESIGN 3: verbs are code, which of them a route permits is data).
 *
 * - `refuse`: the receiver may say no before accepting; `with-reason` demands a reason, `never` leaves only acceptance.
 * - `return`: after RECEIVED the receiver may give the matter back alone within so many hours, or only by consent, or not at all.
 * - `forward`: before ACCEPTED the receiver may pass it to the competent organ (`to-competent`), or not.
 * - `recall`: the sender may take it back freely before RECEIVED and ask for it afterwards (`before-received`), or not.
 */
export const RouteVerbs = z.strictObject({
  refuse: z.enum(['never', 'with-reason']),
  return: z.union([z.enum(['never', 'by-consent']), z.strictObject({ unilateralWithinHours: z.int().min(1).max(240) })]),
  forward: z.enum(['never', 'to-competent']),
  recall: z.enum(['never', 'before-received']),
});
export type RouteVerbs = z.infer<typeof RouteVerbs>;

/**
 * How sender and receiver must lie to each other. `same-division`: same level and same division. `same-level`: same level, another
 * division. `within-division`: the receiver's division is the sender's or lies inside it, whatever its level (a county office and the
 * townships, or the city bureau's branch there). `any`: the kinds alone decide. Level is that of the legal entity, not of the map: a county branch of the city's
 * environment bureau is of city level (DOMAIN 2, ECO).
 */
export const RouteRelation = z.enum(['same-division', 'same-level', 'within-division', 'any']);
export type RouteRelation = z.infer<typeof RouteRelation>;

/** History a matter must show before it may be sent this way (a clue grown from a problem, 2025 Guide Art. 5). */
export const HistoryKind = z.enum(['reminder-number', 'reminder-expiry', 'study-minutes']);
export type HistoryKind = z.infer<typeof HistoryKind>;
