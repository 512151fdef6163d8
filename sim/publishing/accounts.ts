/** An account of the run, as an admin sets it up. */
export type PlannedAccount = {
  username: string
  route: 'private' | 'official'
  group: string
  language: string
  /** At the start. */
  ageDays: number
  postsPerDay: number
}

/** Every so many accounts there is a connected one. */
const OFFICIAL_EACH = 5
const OLD_DAYS = 400
/** Ages of the few that still warm up, in turn. */
const YOUNG_DAYS = [0, 2, 6, 12]
const YOUNG_EACH = 13
const USUAL_LIMIT = 10
/** The one that may publish once a day. */
const SLOW = 8

/**
 * Accounts in groups, all languages and both routes in each; the names of those of the pool are
 * drawn by the stand-in.
 */
export function planAccounts({
  pool,
  official,
  groups,
  languages,
}: {
  pool: number
  official: number
  groups: number
  languages: readonly string[]
}): PlannedAccount[] {
  let connected = 0
  return Array.from({ length: pool + official }, (_, at) => {
    const isOfficial = connected < official && (at % OFFICIAL_EACH === 4 || pool + connected <= at)
    if (isOfficial) connected += 1
    const isYoung = at % YOUNG_EACH === YOUNG_EACH - 1
    const age = YOUNG_DAYS[Math.floor(at / YOUNG_EACH) % YOUNG_DAYS.length] ?? 0
    return {
      username: isOfficial ? `brand.${connected}` : '',
      route: isOfficial ? 'official' : 'private',
      group: `Group ${1 + (at % groups)}`,
      language: languages[Math.floor(at / groups) % languages.length] ?? 'en',
      ageDays: isYoung ? age : OLD_DAYS,
      postsPerDay: at === SLOW ? 1 : USUAL_LIMIT,
    }
  })
}

/**
 * The maximum of posts in a day, by the last day of the account's life on which it applies, as
 * docs/publishing.md says.
 */
const WARM_UP = [
  { untilDay: 3, most: 2 },
  { untilDay: 7, most: 4 },
  { untilDay: 14, most: 7 },
] as const

/** Returns how many posts an account may publish in a day, so many days after the start. */
export function postsPerDay(
  accounts: readonly PlannedAccount[],
  username: string,
  days: number,
): number {
  const account = accounts.find((each) => each.username === username)
  if (!account) return 0
  const age = Math.floor(account.ageDays + days)
  const step = WARM_UP.find(({ untilDay }) => age <= untilDay)
  return Math.min(account.postsPerDay, step?.most ?? account.postsPerDay)
}

const MARK = /#post\d+/

/** The mark of a post stays in every language. */
export const markOf = (number: number): string => `#post${String(number).padStart(2, '0')}`

export const postOf = (caption: string): string | null => MARK.exec(caption)?.[0] ?? null
