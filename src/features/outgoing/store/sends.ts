import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import type { ReportChannel } from './reports.ts'

export type SendRow = {
  id: string
  list_id: string
  channel: ReportChannel
  due_at: Date
  is_last: boolean
  state: 'waiting' | 'sent' | 'failed'
  attempts: number
  last_status: number | null
  last_error: string | null
  ended_at: Date | null
}

type NewSend = { list_id: string; channel: ReportChannel; due_at: Date; is_last: boolean }

/** Stores reports that are to be sent; one that is stored already is left out. */
export async function addSends(tx: Tx, sends: readonly NewSend[]): Promise<string[]> {
  if (sends.length === 0) return []
  const rows = await tx
    .insertInto('campaign_report_sends')
    .values([...sends])
    .onConflict((conflict) => conflict.columns(['list_id', 'due_at', 'channel']).doNothing())
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

const COLUMNS = sql`
  id, list_id, channel, due_at, is_last, state, attempts, last_status, last_error, ended_at`

export async function findSend(db: Db, id: string): Promise<SendRow | undefined> {
  const { rows } = await sql<SendRow>`
    select ${COLUMNS} from campaign_report_sends where id = ${id}::uuid`.execute(db)
  return rows[0]
}

/** The newest reports of a campaign that were sent, or are on their way. */
export async function listSends(db: Db, listId: string, limit: number): Promise<SendRow[]> {
  const { rows } = await sql<SendRow>`
    select ${COLUMNS} from campaign_report_sends
    where list_id = ${listId}::uuid order by due_at desc, channel limit ${limit}`.execute(db)
  return rows
}

/** Counts an attempt and its answer; `state` ends the send. */
export async function recordSend(
  db: Db | Tx,
  id: string,
  attempt: { status: number | null; error: string | null; isSent: boolean },
): Promise<void> {
  await sql`
    update campaign_report_sends
    set attempts = attempts + 1, last_status = ${attempt.status}, last_error = ${attempt.error},
      state = case when ${attempt.isSent}::boolean then 'sent' else state end,
      ended_at = case when ${attempt.isSent}::boolean then world_now() end
    where id = ${id}::uuid and state = 'waiting'`.execute(db)
}

/** Ends sends that no attempt will be made for; returns those that waited. */
export async function failSends(tx: Tx, ids: readonly string[]): Promise<SendRow[]> {
  const { rows } = await sql<SendRow>`
    update campaign_report_sends set state = 'failed', ended_at = world_now()
    where id = any (${[...ids]}::uuid[]) and state = 'waiting'
    returning ${COLUMNS}`.execute(tx)
  return rows
}
