/** An account that does not work. */
export type Ailment = {
  /** The account's username. */
  account: string
  /** The state, as in AccountState; absent for an alert that does not change the state. */
  state?: string | undefined
  /** The code of the causing error or operation. */
  code?: string | undefined
  /** The label or id of its proxy. */
  proxy?: string | undefined
  /** gramd will log the account in again. */
  renews?: boolean | undefined
}

/** The reason in a sentence, and the remedying command; null where waiting helps. */
export type Advice = { reason: string; next: string | null }

/** The reason and the command after `gramd`, with `@` for the account. */
type Words = readonly [reason: string, command: string | null]

const RESOLVED = 'accounts challenge @ --resolved'
const NEW_SESSION = 'accounts session set @'

/** Reasons by the code of a rest. */
const RESTS: Readonly<Record<string, string>> = {
  rate_limited: 'Instagram asked @ to slow down: it rests.',
  feedback_required: 'Instagram limited what @ may do: it rests.',
}

type ByState = Readonly<Record<string, (ailment: Ailment) => Words>>

/** Advice where the state suffices. */
const BY_STATE: ByState = {
  suspended: () => [
    'Instagram suspended @. Appeal in the app; the command brings it back after that.',
    RESOLVED,
  ],
  proxy_error: ({ proxy }) => [
    'The proxy of @ does not work.',
    proxy === undefined ? 'accounts show @' : `proxies check ${proxy}`,
  ],
  paused: () => ['You paused @.', 'accounts resume @'],
  resting: ({ code = '' }) => [
    RESTS[code] ?? "Instagram's answers to @ could not be read: it rests.",
    null,
  ],
}

/** Advice by the code of the error. */
const BY_CODE: Readonly<Record<string, Words>> = {
  challenge_required: [
    "Instagram wants to see the person behind @. Open the app through the account's proxy and " +
      'do what it asks.',
    RESOLVED,
  ],
  two_factor_required: ['Instagram asked for the second factor of @.', 'accounts challenge @'],
  bad_credentials: ['Instagram refused the password of @.', 'accounts password @'],
  second_factor_refused: [
    'Instagram refused the code of @, or it came too late.',
    'accounts login @',
  ],
  other_account: ["The session stored for @ is another account's.", NEW_SESSION],
  feedback_required: [
    'Instagram limited what @ may do for the third time. Check in the app whether it still works.',
    RESOLVED,
  ],
  login_outdated: [
    'Instagram refuses the login of @: its app is too old. Import a session from another program.',
    NEW_SESSION,
  ],
  session_cleared: ['The session of @ was cleared.', NEW_SESSION],
  session_expiring: ['The session of @ is near its end, and gramd cannot renew it.', NEW_SESSION],
}

/** Advice where the code says nothing. */
const OTHERWISE: ByState = {
  needs_login: () => ['@ has no live session.', NEW_SESSION],
  needs_operator: ({ code = 'no reason was stored' }) =>
    code === 'login_required'
      ? [
          'The session of @ died soon after its login, twice in a row. Another program may use it.',
          'accounts login @',
        ]
      : [`@ needs you (${code}).`, 'accounts check @'],
}

/** Returns advice on an account; null when it works or the cause is unknown. */
export function adviseOnAccount(ailment: Ailment): Advice | null {
  const words = wordsFor(ailment)
  if (!words) return null
  const [reason, command] = words
  const named = (text: string): string => text.replace('@', () => ailment.account)
  return { reason: named(reason), next: command && `gramd ${named(command)}` }
}

function wordsFor(ailment: Ailment): Words | undefined {
  const { state = '', code = '' } = ailment
  if (ailment.renews) return ['@ has no live session; gramd will log it in again.', null]
  if (state === 'new' || state === 'active') return undefined
  return BY_STATE[state]?.(ailment) ?? BY_CODE[code] ?? OTHERWISE[state]?.(ailment)
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
