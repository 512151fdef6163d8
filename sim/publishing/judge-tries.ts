import type { Published, Tried } from './referee.ts'

const MINUTE_MS = 60_000
/** After the first, second, … error in a row; the last repeats. */
const PAUSES_MS = [1, 5, 15, 60].map((each) => each * MINUTE_MS)
const RETRY_GAP_MS = 5 * MINUTE_MS
const MAX_RETRIES = 3

type Add = (rule: 'pause_after_error' | 'retry_gap' | 'too_many_retries', detail: string) => void

/**
 * Judges what an account does after errors: it pauses, and tries the same post again seldom and not
 * for ever.
 */
export function judgeTries({ toleranceMs }: { toleranceMs: number }) {
  const errors = new Map<string, { inRow: number; until: number }>()
  const refusals = new Map<string, { count: number; at: number }>()
  const keyOf = ({ account, caption }: Tried): string => `${account} ${caption}`
  return {
    tried(request: Tried, add: Add): void {
      const { account, caption, at } = request
      const until = errors.get(account)?.until ?? 0
      if (at < until - toleranceMs) add('pause_after_error', `it pauses until ${until}`)
      const before = caption === null ? undefined : refusals.get(keyOf(request))
      if (!before) return
      if (at - before.at < RETRY_GAP_MS - toleranceMs)
        add('retry_gap', `${at - before.at} ms after it was refused`)
      if (before.count > MAX_RETRIES)
        add('too_many_retries', `it was refused ${before.count} times`)
    },
    refused(request: Tried): void {
      const { account, caption, at } = request
      const inRow = (errors.get(account)?.inRow ?? 0) + 1
      const pauseMs = PAUSES_MS[Math.min(inRow, PAUSES_MS.length) - 1] ?? 0
      errors.set(account, { inRow, until: at + pauseMs })
      if (caption === null) return
      const key = keyOf(request)
      refusals.set(key, { count: (refusals.get(key)?.count ?? 0) + 1, at })
    },
    published: ({ account }: Published): void => void errors.delete(account),
  }
}
