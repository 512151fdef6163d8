import type { ListKind } from './world/relations/layout.ts'

/** What becomes of a cursor of followers that comes from elsewhere than it was given to. */
export const FOREIGN_CURSORS = ['refused', 'empty', 'first_page'] as const
/** Who may use a cursor of followers: anyone, the account that got it, or the session that got it. */
export const CURSOR_HOLDERS = ['anyone', 'account', 'session'] as const

export type ListRules = {
  /** Pages hold no more than this, whatever is asked for. */
  pageSize: number
  cursors: (typeof CURSOR_HOLDERS)[number]
  foreign: (typeof FOREIGN_CURSORS)[number]
  /** Nobody gets to see more of a list than this. */
  shown: number
  /** Whether the page on which a list is cut short says so. */
  tellsLimit: boolean
  /** So many members of the page before stand at the head of each page of followers again. */
  repeats: number
}

const DEFAULT_LIST_RULES: ListRules = {
  pageSize: 200,
  cursors: 'anyone',
  foreign: 'refused',
  shown: Number.POSITIVE_INFINITY,
  tellsLimit: true,
  repeats: 0,
}

export type ListRulesOrder = { [Rule in keyof ListRules]?: ListRules[Rule] | undefined }

/** What can go wrong with one page of a list, while it is a good answer as far as anybody can see. */
export const LIST_FAULT_KINDS = [
  /** Nobody, and the end of the list. */
  'empty',
  /** Nobody, but the list goes on after those who should have been here. */
  'empty_page',
  /** The members of the next page in place of these. */
  'lost_page',
  /** The members of this page, and the end of the list. */
  'end',
  /** The same, and the answer says that the list is limited. */
  'limited',
  /** The first page, whatever was asked for, and what comes after it. */
  'first_page',
  /** The members of this page, and the cursor that led to it. */
  'stuck',
  /** The members of this page twice. */
  'twice',
] as const
export type ListFaultKind = (typeof LIST_FAULT_KINDS)[number]

/** A fault of the pages of a list (of both when left out): after `skip` good ones, `count` times or until cleared. */
export type ListFaultOrder = {
  kind: ListFaultKind
  list?: ListKind | undefined
  skip?: number | undefined
  count?: number | undefined
}

/** What holds for lists: for all of them, and for those of some creators by index. */
export type ListBook = {
  rules(index: number): ListRules
  /** Rules that are left out stay as they are; null is for all creators. */
  order(index: number | null, rules: ListRulesOrder): void
  fail(index: number | null, fault: ListFaultOrder): void
  /** The fault that the next page of this list meets, counted as met; null for none. */
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
      const given = Object.entries(rules).filter(([, rule]) => rule !== undefined)
      Object.assign(entryOf(index ?? EVERYONE).rules, Object.fromEntries(given))
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
