import { fail, ok, type Finding } from '../../base/finding.ts'
import type { Db, Tx } from '../handles.ts'
import {
  beginBackfill,
  lockBackfill,
  recordBatch,
  readBackfills,
  type BackfillState,
} from './backfill-store.ts'

/**
 * Fills what a release added for rows that are there already, in batches while gramd works. A
 * migration that adds the column comes before it, one that removes the old column after it
 * (CONTRIBUTING.md, "Change the schema").
 */
export type Backfill = {
  /** Unique, such as `posts_like_count`; the database keeps it. */
  name: string
  /** The table whose rows it fills. */
  table: string
  /**
   * Fills the rows after the cursor, at most `limit`, in the order of the cursor. It must leave
   * alone what newer code has written meanwhile. A batch may be repeated: not after its commit.
   */
  fill(tx: Tx, step: BackfillStep): Promise<Filled>
}

type BackfillStep = {
  /** The cursor of the last row that was filled; null at the beginning. */
  after: string | null
  limit: number
}

type Filled = {
  rows: number
  /** The cursor of the last row; null when there are no rows left. */
  last: string | null
}

/** Rows of one batch: some ten milliseconds, for which the rows are locked. */
const BATCH = 1_000

/** Fills one batch, unless all is filled. The cursor moves in the same transaction. */
export async function fillBatch(tx: Tx, backfill: Backfill): Promise<BackfillState> {
  const state = await lockBackfill(tx, backfill.name)
  if (state.finished_at !== null) return state
  const filled = await backfill.fill(tx, { after: state.cursor, limit: BATCH })
  return await recordBatch(tx, backfill.name, filled)
}

/**
 * Fills all that is left, batch by batch. The task of the same backfill may run meanwhile: each
 * batch is of one of them.
 */
export async function fillAll(db: Db, backfill: Backfill, version: string): Promise<void> {
  await beginBackfill(db, backfill, version)
  for (;;) {
    const { finished_at: end } = await db
      .transaction()
      .execute(async (tx) => await fillBatch(tx, backfill))
    if (end !== null) return
  }
}

/** A sentence on how far a backfill is. */
export const describeBackfill = ({ name, done, total }: BackfillState): string =>
  `${name}: ${done.toLocaleString('en-US')} of about ${Math.max(done, total ?? 0).toLocaleString('en-US')} rows`

/**
 * The finding of `gramd upgrade --check`; `needed` are those without which the upgrade does not
 * run.
 */
export async function examineBackfills(db: Db, needed: readonly string[]): Promise<Finding> {
  const open = (await readBackfills(db)).filter(({ finished_at: end }) => end === null)
  const begun = new Set(open.map(({ name }) => name))
  const found = [
    ...open.map(describeBackfill),
    ...needed.filter((name) => !begun.has(name)).map((name) => `${name}: not begun`),
  ].join('; ')
  if (needed.length > 0)
    return fail(
      'backfills',
      `a migration needs ${needed.join(', ')} (${found})`,
      'let the gramd that runs finish it, or run gramd upgrade --finish-backfills',
    )
  return ok('backfills', found === '' ? 'none is under way' : `${found}; gramd goes on with it`)
}
