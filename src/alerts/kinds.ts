export type Severity = 'info' | 'warning' | 'critical'

/** The audience of a notification: all operators, or the one user whom it concerns. */
export type Audience = 'operators' | `user:${string}`

/** The declaration of a kind. The title is the first line of the message. */
type AlertBase = { kind: string; severity: Severity; title: string }
/** An alert for all operators. */
export type OperatorsAlert = AlertBase & { audience?: 'operators' }
/** An alert for the one user whom it concerns. */
export type UserAlert = AlertBase & { audience: 'user' }
export type AlertKind = OperatorsAlert | UserAlert

/** Severity, title, and `user` if it is for one user. */
type Declared = readonly [Severity, string] | readonly [Severity, string, 'user']

/** Declares kinds by name, each with its severity and title, and its audience. */
export function alertKinds<const Kinds extends Record<string, Declared>>(
  kinds: Kinds,
): {
  readonly [Name in keyof Kinds]: Kinds[Name] extends readonly [Severity, string, 'user']
    ? UserAlert
    : OperatorsAlert
}
export function alertKinds(kinds: Record<string, Declared>): object {
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, [severity, title, audience = 'operators']]) => [
      kind,
      { kind, severity, title, audience },
    ]),
  )
}

/** The kinds that the core raises; features declare their own. */
export const CORE_ALERTS = alertKinds({
  session_renewed: ['info', 'A session was renewed'],
  session_expiring: ['warning', 'A session is near its end'],
  renewal_failed: ['warning', 'A session could not be renewed'],
  renewal_waiting: ['warning', 'A dead session waits for its login'],
  account_needs_person: ['critical', 'An account needs a person'],
  logins_refused: [
    'critical',
    'Instagram refuses password logins of our app version: sessions still work, new ones must ' +
      'be imported',
  ],
  account_suspended: ['critical', 'An account is suspended'],
  proxy_dead: ['critical', 'A proxy is dead'],
  proxy_replaced: ['warning', 'A dead proxy was replaced by a spare'],
  pool_small: ['warning', 'The account pool is small'],
  pool_empty: ['critical', 'The account pool is empty: no account works'],
  pool_stopped: ['critical', 'The account pool has stopped'],
  pool_paused: ['critical', 'Pool paused: too many accounts failing'],
  target_quarantined: ['warning', 'A target is quarantined: it costs accounts'],
  openai_refused: ['critical', 'OpenAI refuses requests: AI tasks wait'],
  openai_down: ['warning', 'OpenAI has been unreachable or failing for an hour: AI tasks wait'],
  openai_model_ending: ['warning', 'The configured model of OpenAI is near its end'],
  ai_batches_failing: ['critical', 'Consecutive AI batches failed: AI tasks wait'],
  ai_budget_spent: ['warning', 'The daily AI budget is spent: AI tasks wait'],
  connection_expiring: ['warning', 'A connected account has to be authorized again soon', 'user'],
  connection_needs_person: [
    'critical',
    'A connected account has to be authorized again: it is not read',
    'user',
  ],
  test: ['info', 'A test: messages from gramd arrive here'],
})
