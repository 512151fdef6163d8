import type { Background } from '../../../base/background.ts'
import type { Db } from '../../../db/handles.ts'

export type Counted = { id: string; members: number; updated_at: Date }
/** Counts, with the time (real ms) and the state of the list in which counting them began. */
type Figures<Counts> = { at: number; writtenAt: number; counts: Counts }
type Remembered<Counts> = {
  latest?: Figures<Counts> | undefined
  counting?: Promise<Figures<Counts>> | undefined
}

/** With more members than this, reading all of them takes longer than a page should. */
export const MANY = 5_000
/** Real time for which the counts of so many are used without counting them again. */
const FRESH_MS = 60_000
/** Older counts are not shown: a person who comes once a day would always see yesterday's. */
const MAX_AGE_MS = 3_600_000

/**
 * Remembers the counts of large lists, for each database of this process. The last counts are
 * returned at once. When they are older than a minute, or the list has changed since, they are
 * counted again behind the answer, once at a time. Without counts of the last hour the caller
 * waits.
 */
export function rememberedCounts<Counts>(failure: string) {
  const remembered = new WeakMap<Db, Map<string, Remembered<Counts>>>()
  return async function recall(
    { db, background }: { db: Db; background: Background },
    list: Counted,
    count: () => Promise<Counts>,
    now: number,
  ): Promise<Counts> {
    const lists = remembered.get(db) ?? new Map<string, Remembered<Counts>>()
    remembered.set(db, lists)
    const known = memoryOf(lists, list.id, now)
    const { latest } = known
    const isFresh = latest?.writtenAt === list.updated_at.getTime() && now - latest.at < FRESH_MS
    if (isFresh) return latest.counts
    const isFirst = known.counting === undefined
    known.counting ??= countAgain(list, known, count, now)
    if (latest === undefined) return (await known.counting).counts
    if (isFirst) background.follow(known.counting, failure)
    return latest.counts
  }
}

/** Returns the memory of a list; forgets the counts of all lists that are too old to be shown. */
function memoryOf<Counts>(
  lists: Map<string, Remembered<Counts>>,
  listId: string,
  now: number,
): Remembered<Counts> {
  for (const [id, each] of lists) {
    if (each.latest && now - each.latest.at >= MAX_AGE_MS) each.latest = undefined
    if (!each.latest && !each.counting) lists.delete(id)
  }
  const known = lists.get(listId) ?? {}
  lists.set(listId, known)
  return known
}

async function countAgain<Counts>(
  { updated_at }: Counted,
  known: Remembered<Counts>,
  count: () => Promise<Counts>,
  now: number,
): Promise<Figures<Counts>> {
  try {
    const counts = await count()
    known.latest = { at: now, writtenAt: updated_at.getTime(), counts }
    return known.latest
  } finally {
    known.counting = undefined
  }
}
