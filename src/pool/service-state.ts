import type { AccountState } from './account-state.ts'

export type ServiceFacts = {
  rest_until: Date | null
  has_session: boolean
  has_password: boolean
  /** World time. */
  now: Date
}

/** The state in which an account is back in service: a rest stays a rest, and without a way to log in it waits for one. */
export function serviceState(account: ServiceFacts): AccountState {
  if (account.rest_until && account.rest_until > account.now) return 'resting'
  if (account.has_session) return 'active'
  return account.has_password ? 'new' : 'needs_login'
}
