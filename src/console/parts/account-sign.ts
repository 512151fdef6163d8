import type { AccountState } from '../../accounts/states.ts'
import type { IconName } from '../icons.ts'

/** The icon of each state of a pool account. */
export const ACCOUNT_SIGNS = {
  new: 'pending',
  active: 'done',
  resting: 'resting',
  needs_login: 'person',
  needs_operator: 'person',
  suspended: 'failed',
  proxy_error: 'failed',
  paused: 'paused',
} as const satisfies Record<AccountState, IconName>
