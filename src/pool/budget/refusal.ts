import { PoolRestingError } from '../../platforms/errors.ts'
import { AccountLostError } from '../state/account-lost.ts'
import type { Refusal } from './ledger.ts'

const REFUSALS = {
  spent: 'the budget of the account or its proxy is spent',
  stopped: 'the whole pool stands still; GET /api/pool says why, POST /api/pool/resume ends it',
  busy: 'another account is logging in through the same proxy',
}
const NO_LOGIN_LEFT =
  'the login budget of the account is spent (GRAMD_LOGIN_GAP_HOURS, GRAMD_LOGINS_PER_DAY)'

/**
 * What is thrown on an account that gets no permit although its lease holds, in words for people.
 */
export function refusalOf(answer: Refusal, isLogin: boolean): PoolRestingError | AccountLostError {
  if (!('until' in answer)) return new AccountLostError('the account was taken out of service')
  const { verdict, until } = answer
  const isLoginSpent = isLogin && verdict === 'spent'
  return new PoolRestingError(isLoginSpent ? NO_LOGIN_LEFT : REFUSALS[verdict], until)
}
