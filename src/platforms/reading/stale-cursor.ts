import { UnexpectedAnswerError } from '../errors.ts'

/** Where a walk through pages stands. */
export type PageProgress<C> = {
  /** Of the next page; null is the first. */
  cursor: C | null
  /** Whether the walk has begun anew because a cursor no longer held; that happens once. */
  hasRestarted: boolean
}

/**
 * The next page, or 'stale' where it cannot be had with a cursor from an earlier page. Cursors do not hold for ever,
 * and a walk may go on a day later and on another account, so the same request would fail again and again.
 */
export async function pageUnlessStale<C, T>(
  { cursor, hasRestarted }: PageProgress<C>,
  fetchPage: (cursor: C | null) => Promise<T>,
): Promise<T | 'stale'> {
  try {
    return await fetchPage(cursor)
  } catch (error) {
    if (error instanceof UnexpectedAnswerError && cursor !== null && !hasRestarted) return 'stale'
    throw error
  }
}
