import type { RowOf } from '../api.ts'

/** Nothing is read of an own account until its owner authorizes it again. */
export const isEnded = ({ state }: Pick<RowOf<'listOwnAccounts'>, 'state'>): boolean =>
  state === 'auth_error' || state === 'revoked'
