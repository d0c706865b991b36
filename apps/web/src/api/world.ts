const storageKey = 'xiezhi-world';
const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * 演练: the practice world this window works in. It is a window's own, so that practice and earnest can stand side by side, and it is
 * entered by an address with ?world=<id>, as the demo prints it.
 */
export function currentWorld(): string | undefined {
  return sessionStorage.getItem(storageKey) ?? undefined;
}

/** Takes over what the address says. @returns whether the address named a world */
export function enterWorldOf(address: URL): boolean {
  const world = address.searchParams.get('world');
  if (world === null || !form.test(world)) return false;
  sessionStorage.setItem(storageKey, world);
  return true;
}

export function leaveWorld(): void {
  sessionStorage.removeItem(storageKey);
}
