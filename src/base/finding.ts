/** One thing that was looked at. `warn`: gramd runs, and somebody should act before long. */
export type Finding = {
  check: string
  status: 'ok' | 'warn' | 'fail'
  found: string
  /** What to do; null when all is well. */
  remedy: string | null
}

export const ok = (check: string, found: string): Finding => ({
  check,
  status: 'ok',
  found,
  remedy: null,
})
export const warn = (check: string, found: string, remedy: string): Finding => ({
  check,
  status: 'warn',
  found,
  remedy,
})
export const fail = (check: string, found: string, remedy: string): Finding => ({
  check,
  status: 'fail',
  found,
  remedy,
})
