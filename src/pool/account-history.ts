import type { Db } from '../db/database.ts'

export type AccountEvent = {
  id: number
  event: string
  from_state: string | null
  to_state: string | null
  code: string | null
  detail: unknown
  created_at: Date
}

export type EventPage = {
  limit: number
  offset?: number
  /** From behind this event. */
  before?: number | undefined
  event?: string | undefined
}

/** The history of an account, newest first. */
export async function listAccountEvents(
  db: Db,
  accountId: string,
  page: EventPage,
): Promise<AccountEvent[]> {
  let query = db
    .selectFrom('account_events')
    .select(['id', 'event', 'from_state', 'to_state', 'code', 'detail', 'created_at'])
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  if (page.event !== undefined) query = query.where('event', '=', page.event)
  return await query.execute()
}
