import { UnexpectedAnswerError } from '../errors.ts'

export type PageProgress<C> = {
  /** Cursor of the next page; null for the first. */
  cursor: C | null
  /** Whether reading started over because of a stale cursor; that happens once. */
  hasRestarted: boolean
}

/**
 * The next page, or 'stale' when the platform refuses the cursor. Cursors expire, and work may
 * continue a day later on another account, so the same request would fail again and again.
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
