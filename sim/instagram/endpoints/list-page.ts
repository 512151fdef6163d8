import type { ListFaultKind, ListRules } from '../list-rules.ts'
import type { ListKind } from '../world/relations/layout.ts'
import type { MemberList } from '../world/relations/member-list.ts'
import type { Member } from '../world/relations/person.ts'

/** The start of a page: below a slot, after this many members of the list. */
export type ListPlace = { before: number; after: number }

export type ListPage = {
  members: Member[]
  /** Null at the end. */
  next: ListPlace | null
  isLimited: boolean
}

export type PageOrder = { kind: ListKind; size: number; rules: ListRules }

export const FIRST_PLACE: ListPlace = { before: Number.MAX_SAFE_INTEGER, after: 0 }
export const NO_PAGE: ListPage = { members: [], next: null, isLimited: false }

/** The members from a place on, up to the page size and the visible limit. */
function pageAt(list: MemberList, place: ListPlace, { size, rules }: PageOrder): ListPage {
  const room = Math.max(0, Math.min(size, rules.listed - place.after))
  const members: Member[] = []
  let { before } = place
  for (const { slot, member } of list.members(place.before)) {
    const next = { before, after: place.after + members.length }
    if (members.length === room) {
      const isCut = next.after >= rules.listed
      return { members, next: isCut ? null : next, isLimited: isCut && rules.reportsLimit }
    }
    members.push(member)
    before = slot
  }
  return { members, next: null, isLimited: false }
}

type Effect = (
  page: ListPage,
  place: ListPlace,
  pageFrom: (place: ListPlace) => ListPage,
) => ListPage

/** The effect of each fault on a page. */
const EFFECTS: Record<ListFaultKind, Effect> = {
  empty: () => NO_PAGE,
  empty_page: ({ next }) => ({ ...NO_PAGE, next }),
  lost_page: ({ next }, _place, pageFrom) => (next ? pageFrom(next) : NO_PAGE),
  end: ({ members }) => ({ ...NO_PAGE, members }),
  limited: ({ members }) => ({ ...NO_PAGE, members, isLimited: true }),
  first_page: (_page, _place, pageFrom) => pageFrom(FIRST_PLACE),
  stuck: (page, place) => ({ ...page, next: place }),
  twice: (page) => ({ ...page, members: [...page.members, ...page.members] }),
}

/** The page as the client gets it, with its fault. */
export function pageOf(
  list: MemberList,
  place: ListPlace,
  order: PageOrder,
  fault: ListFaultKind | null,
): ListPage {
  const pageFrom = (from: ListPlace): ListPage => repeating(list, from, order)
  const whole = pageFrom(place)
  const isEndless = order.rules.endless && whole.next === null
  const page = isEndless ? { ...whole, next: place } : whole
  return fault === null ? page : EFFECTS[fault](page, place, pageFrom)
}

/** A page that begins with the last members of the previous page, if the rules say so. */
function repeating(list: MemberList, place: ListPlace, order: PageOrder): ListPage {
  const page = pageAt(list, place, order)
  const { repeats } = order.rules
  if (repeats === 0 || order.kind === 'following' || place.after === 0) return page
  const back = Math.max(0, place.after - repeats)
  const again = pageAt(
    list,
    { before: list.slotAfter(back), after: back },
    { ...order, size: place.after - back },
  )
  return { ...page, members: [...again.members, ...page.members] }
}
