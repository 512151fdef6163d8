import type { ListKind } from './world/relations/layout.ts'

/** The answer to a followers cursor that its account or session did not receive. */
export const FOREIGN_CURSORS = ['refused', 'empty', 'first_page'] as const
/** The users that may use a followers cursor. */
export const CURSOR_OWNERS = ['anyone', 'account', 'session'] as const

export type ListRules = {
  /** Maximum, whatever `count` says. */
  pageSize: number
  cursors: (typeof CURSOR_OWNERS)[number]
  foreign: (typeof FOREIGN_CURSORS)[number]
  /** Members of a list that are visible: of some targets Instagram shows about 50. */
  listed: number
  /** Whether the last visible page says that the list is limited. */
  reportsLimit: boolean
  /** Members of the previous page that each page of followers repeats first. */
  repeats: number
  /** Whether the last page has a cursor, which leads to that page again. */
  endless: boolean
  /**
   * Whether a request for those who joined last is obeyed. Otherwise every list comes in an order
   * of the platform's own, those who joined first at the top.
   */
  ordersByDate: boolean
}

const DEFAULT_LIST_RULES: ListRules = {
  pageSize: 200,
  cursors: 'anyone',
  foreign: 'refused',
  listed: Number.POSITIVE_INFINITY,
  reportsLimit: true,
  repeats: 0,
  endless: false,
  ordersByDate: true,
}

export type ListRulesOrder = { [Rule in keyof ListRules]?: ListRules[Rule] | undefined }

/** Faults of a page; the answer still looks valid. */
export const LIST_FAULT_KINDS = [
  /** No member, and the end of the list. */
  'empty',
  /** No member, but the list continues after the missing ones. */
  'empty_page',
  /** The members of the next page instead. */
  'lost_page',
  /** The members of this page, and the end of the list. */
  'end',
  /** The same, and the answer says that the list is limited. */
  'limited',
  /** The first page and its cursor, whatever was requested. */
  'first_page',
  /** The members of this page, and the cursor that led to it. */
  'stuck',
  'twice',
] as const
export type ListFaultKind = (typeof LIST_FAULT_KINDS)[number]

/**
 * A fault of list pages (default: both lists) after `skip` good ones, `count` times or for ever.
 */
export type ListFaultOrder = {
  kind: ListFaultKind
  list?: ListKind | undefined
  skip?: number | undefined
  count?: number | undefined
}

/** Rules and faults of all lists, and of some creators' lists by index. */
export type ListBook = {
  rules(index: number): ListRules
  /** Omitted rules stay; null is for all creators. */
  order(index: number | null, rules: ListRulesOrder): void
  fail(index: number | null, fault: ListFaultOrder): void
  /** The fault of the next page of this list, counted as used; null for none. */
  take(index: number, list: ListKind): ListFaultKind | null
  /** Ends rules and faults of one creator, or all. */
  clear(index?: number): void
}

type Entry = {
  rules: Partial<ListRules>
  faults: { kind: ListFaultKind; list: ListKind | null; skip: number; left: number }[]
}

const EVERYONE = -1

export function createListBook(): ListBook {
  const entries = new Map<number, Entry>()
  const entryOf = (index: number): Entry => {
    const entry = entries.get(index) ?? { rules: {}, faults: [] }
    entries.set(index, entry)
    return entry
  }
  return {
    rules: (index) => ({
      ...DEFAULT_LIST_RULES,
      ...entries.get(EVERYONE)?.rules,
      ...entries.get(index)?.rules,
    }),
    order(index, rules) {
      const rulesSet = Object.entries(rules).filter(([, rule]) => rule !== undefined)
      Object.assign(entryOf(index ?? EVERYONE).rules, Object.fromEntries(rulesSet))
    },
    fail(index, { kind, list = null, skip = 0, count = Number.POSITIVE_INFINITY }) {
      entryOf(index ?? EVERYONE).faults.push({ kind, list, skip, left: count })
    },
    take(index, list) {
      for (const entry of [entries.get(index), entries.get(EVERYONE)]) {
        for (const fault of entry?.faults ?? []) {
          if (fault.left <= 0 || (fault.list !== null && fault.list !== list)) continue
          if (fault.skip > 0) {
            fault.skip -= 1
            continue
          }
          fault.left -= 1
          return fault.kind
        }
      }
      return null
    },
    clear(index) {
      if (index === undefined) entries.clear()
      else entries.delete(index)
    },
  }
}
