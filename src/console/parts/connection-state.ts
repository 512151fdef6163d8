import type { RowOf } from '../api.ts'

/** An own account is not read until its owner authorizes it again. */
export const isEnded = ({ state }: Pick<RowOf<'listOwnAccounts'>, 'state'>): boolean =>
  state === 'auth_error' || state === 'revoked'
