/** How a person authorized the app. */
export type Login = 'facebook' | 'instagram'

/** The rights that a person granted to the app of one login. */
export type Grant = {
  login: Login
  personKey: string
  /** The account of Instagram Login. */
  igId: string | null
  granted: Set<string>
  declined: Set<string>
  /** The pages that the person ticked. */
  pageIds: Set<string>
  dataAccessEndsAt: number
  isRevoked: boolean
}

/** The answer of a person in a dialog. */
type Said = {
  login: Login
  personKey: string
  igId: string | null
  granted: readonly string[]
  declined: readonly string[]
  pageIds: readonly string[]
  at: number
}

export type GrantStore = {
  /**
   * Adds to what the person granted to Facebook Login before, or replaces it for Instagram Login.
   */
  give(said: Said): Grant
  find(login: Login, personKey: string, igId: string | null): Grant | undefined
  /** The newest grant of a person to each login and account. */
  ofPerson(personKey: string): Grant[]
}

const DATA_ACCESS_MS = 90 * 24 * 3_600_000

export function createGrantStore(): GrantStore {
  const grants = new Map<string, Grant>()
  const keyOf = (login: Login, personKey: string, igId: string | null): string =>
    `${login} ${personKey} ${igId ?? ''}`

  return {
    give({ login, personKey, igId, granted, declined, pageIds, at }) {
      const key = keyOf(login, personKey, igId)
      const before = grants.get(key)
      const previous = login === 'facebook' && before?.isRevoked === false ? before : undefined
      const all = new Set([...(previous?.granted ?? []), ...granted])
      const refused = [...(previous?.declined ?? []), ...declined].filter((each) => !all.has(each))
      const news = {
        granted: all,
        declined: new Set(refused),
        pageIds: new Set(pageIds),
        dataAccessEndsAt: at + DATA_ACCESS_MS,
      }
      const grant = previous ?? { login, personKey, igId, ...news, isRevoked: false }
      Object.assign(grant, news)
      grants.set(key, grant)
      return grant
    },
    find: (login, personKey, igId) => grants.get(keyOf(login, personKey, igId)),
    ofPerson: (personKey) => [...grants.values()].filter((grant) => grant.personKey === personKey),
  }
}
