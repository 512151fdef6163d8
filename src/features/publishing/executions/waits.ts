/** Reasons of waits that are no errors: the code, and the sentence of the API. */
const WAITS = {
  review: 'its caption waits to be confirmed',
  login: 'the account is not logged in',
  proxy: 'the proxy of the account does not work',
  cooldown: 'the account is in its cooldown',
  other_post: 'another post of the account is under way',
  daily_limit: 'the account has reached its posts of a day',
  active_hours: 'its active hours have not begun',
  quota: 'Meta lets the account publish no more posts within a day',
  min_interval: 'the minimum interval since the last post of the account has not passed',
  stagger: 'another account of the same post comes first',
  processing: 'the platform processes the files',
  look_up: 'it is being looked for',
  read_back: 'it is read back',
} as const
export type WaitCode = keyof typeof WAITS

export const WAIT_CODES = Object.keys(WAITS) as WaitCode[]

/** `error`: what passes says itself what it is, in its message. */
export type WaitReason = { code: WaitCode; message?: never } | { code: 'error'; message: string }

/** The sentence of the API for a stored reason; null for none. */
export const waitSentence = (code: WaitReason['code'] | null, message: string | null) =>
  code === null || code === 'error' ? message : WAITS[code]
