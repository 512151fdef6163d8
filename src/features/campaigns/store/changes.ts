import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import { recordset } from '../../../db/rows.ts'
import type { ResultView } from '../results-view.ts'

type ChangeKind = ResultView['changes'][number]['kind']

/** A change of a result that a reading found. */
export type ResultChange = {
  result_id: string
  kind: ChangeKind
  at: Date
  before: string | null
  after: string | null
}

const COLUMNS = {
  result_id: 'uuid',
  kind: 'text',
  at: 'timestamptz',
  before: 'text',
  after: 'text',
} as const

/** Stores changes; the same one of the same reading is stored once. */
export async function storeChanges(tx: Tx, changes: readonly ResultChange[]): Promise<void> {
  if (changes.length === 0) return
  await sql`
    insert into campaign_changes (result_id, kind, at, before, after)
    select r.* from ${recordset(changes, COLUMNS)}
    on conflict do nothing`.execute(tx)
}
