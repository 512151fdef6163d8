import type { OwnComment } from '../endpoints/comments.ts'
import type { AddedPost, PostChange } from './posts.ts'

/** An Instagram account, as a test describes it. */
type AccountSpec = {
  username: string
  name?: string
  kind?: 'business' | 'creator' | 'personal'
  followers?: number
  /** Posts at the start, newest up to a day and a half old; 40 by default. */
  posts?: number
  /** From the start on a post appears this often; by default none does. */
  postEveryHours?: number
  /**
   * The share of the posts at the start, the oldest ones, from before the account was professional.
   */
  beforeConversion?: number
  /** Active stories at any time. */
  stories?: number
}

type PageSpec = { name: string; account?: AccountSpec; tasks?: readonly string[] }

/** A person who logs in, with Facebook or as one of the Instagram accounts. */
export type PersonSpec = {
  key: string
  pages?: readonly PageSpec[]
  /** Accounts without a page: only Instagram Login reaches them. */
  accounts?: readonly AccountSpec[]
}

export type Account = Required<Omit<AccountSpec, 'postEveryHours'>> & {
  index: number
  igId: string
  /** The id that only one app knows, in answers to Instagram Login. */
  scopedId: string
  personKey: string
  pageId: string | null
  postEveryHours: number | null
  /** World ms. */
  startedAt: number
  changes: Map<string, PostChange>
  /** The owner's comments below posts, by the posts' ids. */
  comments: Map<string, readonly OwnComment[]>
  added: AddedPost[]
}

export type Page = {
  id: string
  name: string
  personKey: string
  tasks: readonly string[]
  igId: string | null
}

export type Person = { key: string; userId: string; pageIds: string[]; igIds: string[] }

/** The persons, pages and accounts that exist. */
export type Directory = {
  persons: ReadonlyMap<string, Person>
  pages: ReadonlyMap<string, Page>
  /** By id. */
  accounts: ReadonlyMap<string, Account>
  /** Undefined for an unknown index. */
  accountAt(index: number): Account | undefined
  /** Throws for a name that does not exist. */
  accountNamed(username: string): Account
  /** Throws for a key or username that exists. */
  addPerson(spec: PersonSpec): Person
}

const ALL_TASKS = ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE']

/** One of each kind; more come from the option `brands` and from `control.addPerson`. */
export const USUAL_PERSONS: readonly PersonSpec[] = [
  {
    key: 'brand',
    pages: [
      {
        name: 'Qahwa Co',
        account: { username: 'qahwa.co', name: 'Qahwa Co', beforeConversion: 0.1, stories: 2 },
      },
    ],
  },
  { key: 'creator', accounts: [{ username: 'dana.draws', name: 'Dana', kind: 'creator' }] },
  {
    key: 'several',
    pages: [
      { name: 'Nomad Tea', account: { username: 'nomad.tea', posts: 12 } },
      { name: 'Nomad Shop', account: { username: 'nomad.shop', posts: 5 } },
      { name: 'Nomad Notes' },
    ],
  },
  { key: 'page-only', pages: [{ name: 'Bakery without Instagram' }] },
  { key: 'no-page' },
  { key: 'personal', accounts: [{ username: 'just.aliya', kind: 'personal', posts: 3 }] },
  {
    key: 'small',
    pages: [{ name: 'Corner', account: { username: 'corner.kz', followers: 42, posts: 6 } }],
  },
]

export function createDirectory(startedAt: number): Directory {
  const persons = new Map<string, Person>()
  const pages = new Map<string, Page>()
  const accounts = new Map<string, Account>()
  const names = new Map<string, Account>()
  const inOrder: Account[] = []

  const addAccount = (spec: AccountSpec, personKey: string, pageId: string | null): Account => {
    if (names.has(spec.username)) throw new RangeError(`the account ${spec.username} exists`)
    const index = inOrder.length + 1
    const account = accountOf(spec, { index, personKey, pageId, startedAt })
    inOrder.push(account)
    accounts.set(account.igId, account)
    names.set(account.username, account)
    return account
  }

  const addPage = ({ name, account, tasks }: PageSpec, personKey: string): Page => {
    const id = String(100_000_000_000_000 + pages.size + 1)
    const igId = account ? addAccount(account, personKey, id).igId : null
    const page = { id, name, personKey, tasks: tasks ?? ALL_TASKS, igId }
    pages.set(id, page)
    return page
  }

  return {
    persons,
    pages,
    accounts,
    accountAt: (index) => inOrder[index - 1],
    accountNamed(username) {
      const found = names.get(username)
      if (!found) throw new RangeError(`nobody is called ${username}`)
      return found
    },
    addPerson({ key, pages: itsPages = [], accounts: others = [] }) {
      if (persons.has(key)) throw new RangeError(`the person ${key} exists`)
      const made = itsPages.map((page) => addPage(page, key))
      const alone = others.map((account) => addAccount(account, key, null).igId)
      const linked = made.flatMap(({ igId }) => igId ?? [])
      const person: Person = {
        key,
        userId: String(122_000_000_000_000 + persons.size + 1),
        pageIds: made.map(({ id }) => id),
        igIds: [...linked, ...alone],
      }
      persons.set(key, person)
      return person
    },
  }
}

const accountOf = (
  spec: AccountSpec,
  place: Pick<Account, 'index' | 'personKey' | 'pageId' | 'startedAt'>,
): Account => ({
  name: spec.username,
  kind: 'business',
  followers: 12_400,
  posts: 40,
  beforeConversion: 0,
  stories: 0,
  ...spec,
  ...place,
  postEveryHours: spec.postEveryHours ?? null,
  igId: `17841${String(400_000_000_000 + place.index)}`,
  scopedId: `25${String(100_000_000_000_000 + place.index)}`,
  changes: new Map(),
  comments: new Map(),
  added: [],
})
