/**
 * Whether two plain values say the same, whatever the order of their members: facts come back from jsonb in another order than they
 * were sent. An absent member equals an undefined one.
 */
export function isSameContent(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...members].every((member) => isSameContent(Reflect.get(one, member), Reflect.get(other, member)));
}
