import type { Db } from '../../db/database.ts'

export type AccountEvent = Awaited<
  ReturnType<ReturnType<typeof eventsQuery>['executeTakeFirstOrThrow']>
>

export type EventPage = {
  limit: number
  offset?: number
  /** Exclusive: older events only. */
  before?: number | undefined
  event?: string | undefined
}

/** The history of an account, newest first. */
export async function listAccountEvents(
  db: Db,
  accountId: string,
  page: EventPage,
): Promise<AccountEvent[]> {
  return await eventsQuery(db, accountId, page).execute()
}

/** The statement of `listAccountEvents`, apart from it so that a test can have it explained. */
export function eventsQuery(db: Db, accountId: string, page: EventPage) {
  let query = db
    .selectFrom('account_events')
    .select(['id', 'event', 'from_state', 'to_state', 'code', 'detail', 'created_at'])
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  if (page.event !== undefined) query = query.where('event', '=', page.event)
  return query
}
