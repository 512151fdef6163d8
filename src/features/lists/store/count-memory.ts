import type { Background } from '../../../base/background.ts'
import type { Db } from '../../../db/handles.ts'
import { remembered } from '../../../db/remembered.ts'

export type Counted = { id: string; members: number; updated_at: Date }

/** With more members than this, reading all of them takes longer than a page should. */
export const MANY = 5_000
/** A person who comes once a day would otherwise always see yesterday's counts. */
const MAX_AGE_MS = 3_600_000

/** Remembers the counts of large lists; those of a list that has changed are counted again. */
export function rememberedCounts<Counts>(failure: string) {
  const recall = remembered<Counts>({ failure, maxAgeMs: MAX_AGE_MS })
  return async (
    parts: { db: Db; background: Background },
    { id, updated_at }: Counted,
    count: () => Promise<Counts>,
    now: number,
  ): Promise<Counts> => await recall(parts, { key: id, version: updated_at.getTime() }, count, now)
}
