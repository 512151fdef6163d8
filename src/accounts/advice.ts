/** An account that does not work. */
export type Ailment = {
  /** Its username. */
  account: string
  /** As in AccountState; absent for an alert that does not change the state. */
  state?: string | undefined
  /** Code of the causing error or operation. */
  code?: string | undefined
  /** The label or id of its proxy. */
  proxy?: string | undefined
  /** gramd will log it in again. */
  renews?: boolean | undefined
}

/** The reason in a sentence, and the command that helps; null where waiting helps. */
export type Advice = { reason: string; next: string | null }

type Words = (ailment: Ailment) => Advice

const command = (verb: string, { account }: Ailment): string => `gramd accounts ${verb} ${account}`
const resolved = (of: Ailment): string => `${command('challenge', of)} --resolved`

/** By state, where the code does not matter. */
const BY_STATE: Readonly<Record<string, Words>> = {
  suspended: (of) => ({
    reason: `Instagram suspended ${of.account}. Appeal in the app; the command brings it back after that.`,
    next: resolved(of),
  }),
  proxy_error: (of) => ({
    reason: `The proxy of ${of.account} does not work.`,
    next: of.proxy === undefined ? command('show', of) : `gramd proxies check ${of.proxy}`,
  }),
  paused: (of) => ({ reason: `You paused ${of.account}.`, next: command('resume', of) }),
  resting: (of) => ({
    reason:
      of.code === 'rate_limited'
        ? `Instagram asked ${of.account} to slow down: it rests.`
        : of.code === 'feedback_required'
          ? `Instagram limited what ${of.account} may do: it rests.`
          : `Instagram's answers to ${of.account} could not be read: it rests.`,
    next: null,
  }),
}

/** By the code of the error. */
const BY_CODE: Readonly<Record<string, Words>> = {
  challenge_required: (of) => ({
    reason: `Instagram wants to see the person behind ${of.account}. Open the app through the account's proxy and do what it asks.`,
    next: resolved(of),
  }),
  two_factor_required: (of) => ({
    reason: `Instagram asked for the second factor of ${of.account}.`,
    next: command('challenge', of),
  }),
  bad_credentials: (of) => ({
    reason: `Instagram refused the password of ${of.account}.`,
    next: command('password', of),
  }),
  second_factor_refused: (of) => ({
    reason: `Instagram refused the code of ${of.account}, or it came too late.`,
    next: command('login', of),
  }),
  other_account: (of) => ({
    reason: `The session stored for ${of.account} is another account's.`,
    next: command('session set', of),
  }),
  feedback_required: (of) => ({
    reason: `Instagram limited what ${of.account} may do for the third time. Look in the app whether it still works.`,
    next: resolved(of),
  }),
  login_outdated: (of) => ({
    reason: `Instagram refuses the login of ${of.account}: its app is too old. Import a session from another program.`,
    next: command('session set', of),
  }),
  session_cleared: (of) => ({
    reason: `The session of ${of.account} was cleared.`,
    next: command('session set', of),
  }),
  session_expiring: (of) => ({
    reason: `The session of ${of.account} is near its end, and gramd cannot renew it.`,
    next: command('session set', of),
  }),
}

/** Advice on an account; null when it works or the cause is unknown. */
export function adviseOnAccount(ailment: Ailment): Advice | null {
  const { account, state, code } = ailment
  if (ailment.renews)
    return {
      reason: `${account} has no live session; gramd will log it in again.`,
      next: null,
    }
  const words = BY_STATE[state ?? ''] ?? BY_CODE[code ?? '']
  if (words && state !== 'new' && state !== 'active') return words(ailment)
  if (state === 'needs_login')
    return {
      reason: `${account} has no live session.`,
      next: command('session set', ailment),
    }
  if (state !== 'needs_operator') return null
  return code === 'login_required'
    ? {
        reason: `The session of ${account} died soon after its login, twice in a row. Another program may use it.`,
        next: command('login', ailment),
      }
    : {
        reason: `${account} needs you (${code ?? 'no reason was stored'}).`,
        next: command('check', ailment),
      }
}

export const adviseOnProxy = (name: string, code: string | undefined, id: string): Advice =>
  code === 'ip_blocked'
    ? {
        reason: `Instagram refuses the address of the proxy ${name}: its accounts wait.`,
        next: `gramd proxies resume ${id}`,
      }
    : {
        reason: `The proxy ${name} does not work: its accounts wait.`,
        next: `gramd proxies check ${id}`,
      }
