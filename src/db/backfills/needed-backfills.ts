import { sql } from 'kysely'
import { MisconfiguredError } from '../../base/startup-error.ts'
import type { Db } from '../handles.ts'
import type { BackfillNeed, Migration } from '../migrations/migration-files.ts'
import { describeBackfill, fillAll, type Backfill } from './backfill.ts'
import { readBackfills } from './backfill-store.ts'

/** The needs of migrations that are not met: rows are there that were not filled. */
export async function unmetNeeds(
  db: Db,
  migrations: readonly Pick<Migration, 'needs'>[],
): Promise<BackfillNeed[]> {
  const needs = migrations.flatMap((migration) => migration.needs)
  if (needs.length === 0) return []
  const states = new Map((await readBackfills(db)).map((state) => [state.name, state]))
  const unmet: BackfillNeed[] = []
  for (const need of needs)
    if (!states.get(need.backfill)?.finished_at && (await hasRows(db, need.table))) unmet.push(need)
  return unmet
}

/** A table that is not there yet has none. */
async function hasRows(db: Db, table: string): Promise<boolean> {
  const { rows: known } = await sql<{ known: boolean }>`
    select to_regclass(${`public.${table}`}) is not null as known`.execute(db)
  if (known[0]?.known !== true) return false
  const { rows } = await sql`select from ${sql.table(table)} limit 1`.execute(db)
  return rows.length > 0
}

/** Throws a MisconfiguredError with the remedy while rows are not filled that migrations need. */
export async function requireNeeds(db: Db, migrations: readonly Migration[]): Promise<void> {
  for (const migration of migrations) {
    const [unmet] = await unmetNeeds(db, [migration])
    if (!unmet) continue
    const state = (await readBackfills(db)).find(({ name }) => name === unmet.backfill)
    const how = state ? describeBackfill(state) : `${unmet.backfill} has not begun`
    throw new MisconfiguredError(
      `${migration.name} needs a backfill that is not finished (${how}): let the release before ` +
        'finish it, or run gramd upgrade --finish-backfills',
    )
  }
}

/** Does at once what a migration needs. Throws when no feature declares it. */
export async function meetNeeds(
  db: Db,
  migration: Migration,
  { declared, version }: { declared: readonly Backfill[]; version: string },
): Promise<void> {
  for (const { backfill: name } of await unmetNeeds(db, [migration])) {
    const backfill = declared.find((each) => each.name === name)
    if (!backfill) throw new Error(`${migration.name}: no feature declares the backfill ${name}`)
    await fillAll(db, backfill, version)
  }
}
