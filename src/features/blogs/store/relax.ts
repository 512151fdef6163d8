import type { Db } from '../../../db/handles.ts'
import { parseBlogFilter, type BlogFilter } from '../blog-search.ts'
import { filterOf, type Condition } from '../question/conditions.ts'
import { matchingIds } from './matching.ts'

/** With more conditions, no single one is tried: each is another query. */
const MAX_ALONE = 8
/** A query that takes longer is answered by the list, which says so. */
const MAX_MS = 1_000

/**
 * Reads words that no creator has as what they mean with one letter corrected. A word that any
 * creator has is as it should be: it may be a name.
 */
export async function respell(
  conditions: readonly Condition[],
  isMet: IsMet,
): Promise<readonly Condition[]> {
  if (!conditions.some(({ closest }) => closest) || (await isMet(conditions))) return conditions
  const respelled: Condition[] = []
  for (const each of conditions) {
    const { closest, words } = each
    const isKnown = closest === undefined || (await isMet([each]))
    respelled.push(isKnown ? each : { ...closest, words })
  }
  // Words are left out before readings; a topic that is asked for twice is asked for once.
  const inOrder = respelled.toSorted(
    (a, b) => Number(a.parameter === 'q') - Number(b.parameter === 'q'),
  )
  return inOrder.filter(
    ({ parameter, value }, at) =>
      inOrder.findIndex((each) => each.parameter === parameter && each.value === value) === at,
  )
}

export type Relaxed = { conditions: readonly Condition[]; dropped: readonly Condition[] }

/** Whether any creator meets all of these. */
export type IsMet = (conditions: readonly Condition[]) => Promise<boolean>

/**
 * Leaves out conditions that no creator meets together with the others: the last one that is enough
 * alone, words before readings; otherwise each that no creator meets with those before it. What
 * remains has creators, unless no condition has any: then all remain.
 */
export async function relax(conditions: readonly Condition[], isMet: IsMet): Promise<Relaxed> {
  if (conditions.length < 2 || (await isMet(conditions))) return { conditions, dropped: [] }
  const remaining = (await withoutOne(conditions, isMet)) ?? (await oneByOne(conditions, isMet))
  if (remaining.length === 0) return { conditions, dropped: [] }
  return { conditions: remaining, dropped: conditions.filter((each) => !remaining.includes(each)) }
}

async function withoutOne(
  conditions: readonly Condition[],
  isMet: IsMet,
): Promise<readonly Condition[] | undefined> {
  if (conditions.length > MAX_ALONE || conditions.length < 3) return undefined
  for (const each of conditions.toReversed()) {
    const others = conditions.filter((other) => other !== each)
    if (await isMet(others)) return others
  }
  return undefined
}

async function oneByOne(
  conditions: readonly Condition[],
  isMet: IsMet,
): Promise<readonly Condition[]> {
  let remaining: readonly Condition[] = []
  for (const each of conditions) {
    const more = [...remaining, each]
    if (await isMet(more)) remaining = more
  }
  return remaining
}

/** Asks the database whether any creator meets conditions, as far as a second tells. */
export const metIn =
  (db: Db): IsMet =>
  async (conditions) => {
    const filter: BlogFilter | undefined = parseBlogFilter(filterOf(conditions))
    if (filter === undefined) return true
    const found = await matchingIds(db, filter, { most: 0, maxMs: MAX_MS })
    return found === null || found.length > 0
  }

/**
 * Asks about the same conditions once, and not at all where it follows: a creator that meets all
 * of several conditions meets each few of them.
 */
export function remembered(isMet: IsMet): IsMet {
  const met: ReadonlySet<string>[] = []
  const unmet: ReadonlySet<string>[] = []
  return async (conditions) => {
    const keys = new Set(
      conditions.map(({ parameter, value }) => JSON.stringify([parameter, value])),
    )
    if (met.some((known) => isWithin(keys, known))) return true
    if (unmet.some((known) => isWithin(known, keys))) return false
    const answer = await isMet(conditions)
    const known = answer ? met : unmet
    known.push(keys)
    return answer
  }
}

const isWithin = (few: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...few].every((each) => all.has(each))
