/** Reading what may change meanwhile, and waiting for the change. */

/** Who tells that something may have changed. */
export interface Notices {
  /** Resolves when `isReady` holds, or after `waitMs`; it is asked at each notice. */
  wait(isReady: () => boolean, waitMs: number): Promise<boolean>
  /** How often something may have changed. */
  notices(): number
}

/**
 * Reads; where that brings no news, reads again after the next notice, or after `waitMs`. A notice that comes while the first reading
 * is under way is not waited past.
 */
export async function readNews<T>(
  changes: Notices,
  read: () => Promise<T>,
  isNews: (found: T) => boolean,
  waitMs: number,
): Promise<T> {
  const seen = changes.notices()
  const found = await read()
  if (isNews(found)) return found
  await changes.wait(() => changes.notices() !== seen, waitMs)
  return read()
}
