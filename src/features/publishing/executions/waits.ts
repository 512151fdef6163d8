/** What a publication waits for, when no error says it: its code, and what `waits_for` says. */
export const WAITS = {
  review: 'its caption waits to be confirmed',
  login: 'the account is not logged in',
  proxy: 'the proxy of the account does not work',
  rest: 'the account rests',
  other_post: 'another post of the account is under way',
  daily_limit: 'the account has reached its posts of a day',
  active_hours: 'its active hours have not begun',
  quota: 'Meta lets the account publish no more posts within a day',
  gap: 'the account keeps its distance to its last post',
  spread: 'another account of the same post comes first',
  processing: 'the platform processes the files',
  look_up: 'it is being looked for',
  read_back: 'it is read back',
} as const

export const WAIT_CODES = Object.keys(WAITS) as (keyof typeof WAITS)[]

/** Null for what is said in an error's own words. */
export const waitCodeOf = (why: string | null): keyof typeof WAITS | null =>
  WAIT_CODES.find((code) => WAITS[code] === why) ?? null
