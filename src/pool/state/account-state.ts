import type { AccountState } from '../../accounts/states.ts'

export { ACCOUNT_STATES, type AccountState } from '../../accounts/states.ts'

/** Whether it works now or will by itself. */
export const isInService = (state: AccountState): boolean =>
  state === 'new' || state === 'active' || state === 'resting'
