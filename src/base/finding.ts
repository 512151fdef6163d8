/** The result of one check. `warn`: gramd runs, but a person should act soon. */
export type Finding = {
  check: string
  status: 'ok' | 'warn' | 'fail'
  found: string
  /** The remedy; null when all is well. */
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
