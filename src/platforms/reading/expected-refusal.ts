import { UnexpectedAnswerError } from '../errors.ts'

/** Returns the answer, or `instead` after an expected error. */
export async function answerOr<T, Instead extends string>(
  instead: Instead,
  isExpected: (error: unknown) => boolean,
  ask: () => Promise<T>,
): Promise<T | Instead> {
  try {
    return await ask()
  } catch (error) {
    if (isExpected(error)) return instead
    throw error
  }
}

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
export const pageUnlessStale = async <C, T>(
  { cursor, hasRestarted }: PageProgress<C>,
  fetchPage: (cursor: C | null) => Promise<T>,
): Promise<T | 'stale'> =>
  await answerOr(
    'stale',
    (error) => error instanceof UnexpectedAnswerError && cursor !== null && !hasRestarted,
    async () => await fetchPage(cursor),
  )
