export type Severity = 'info' | 'warning' | 'critical'

/** What people are told of, with the words for it: the title is the first line of the message. */
export const ALERT_KINDS = {
  session_renewed: { severity: 'info', title: 'A session was renewed' },
  session_expiring: { severity: 'warning', title: 'A session is near its end' },
  renewal_failed: { severity: 'warning', title: 'A session could not be renewed' },
  renewal_waiting: { severity: 'warning', title: 'A dead session waits for its login' },
  account_needs_person: { severity: 'critical', title: 'An account needs a person' },
  logins_refused: {
    severity: 'critical',
    title:
      'Instagram refuses password logins of our app version: sessions go on, new ones are needed',
  },
  account_suspended: { severity: 'critical', title: 'An account is suspended' },
  proxy_dead: { severity: 'critical', title: 'A proxy is dead' },
  proxy_replaced: { severity: 'warning', title: 'A dead proxy was replaced by a spare' },
  pool_small: { severity: 'warning', title: 'The account pool is small' },
  pool_empty: { severity: 'critical', title: 'The account pool is empty: no account works' },
  pool_stopped: { severity: 'critical', title: 'The account pool has stopped' },
  pool_braked: { severity: 'critical', title: 'The account pool brakes: too many accounts fail' },
  target_set_aside: { severity: 'warning', title: 'A target was set aside: it costs accounts' },
  erasure_key_lost: {
    severity: 'critical',
    title: 'The key of the erased creators is lost: scraping and discovery wait',
  },
  openai_refused: { severity: 'critical', title: 'OpenAI refuses what is sent: analyses wait' },
  openai_down: {
    severity: 'warning',
    title: 'OpenAI cannot be reached, or fails, for an hour: analyses wait',
  },
  openai_model_ending: {
    severity: 'warning',
    title: 'The configured model of OpenAI is near its end',
  },
  ai_batches_failing: {
    severity: 'critical',
    title: 'One batch of analyses after the other fails: they wait',
  },
  ai_budget_spent: {
    severity: 'warning',
    title: "The day's money for analyses is spent: they wait",
  },
  test: { severity: 'info', title: 'A test: messages of gramd arrive here' },
} as const satisfies Record<string, { severity: Severity; title: string }>

export type AlertKind = keyof typeof ALERT_KINDS

const isAlertKind = (name: string): name is AlertKind => Object.hasOwn(ALERT_KINDS, name)

/** The name of every kind. */
export const ALERT_KIND_NAMES = Object.keys(ALERT_KINDS).filter(isAlertKind)
