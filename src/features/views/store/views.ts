import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import { worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'

export const VIEW_PAGES = ['creators', 'tasks'] as const
export type ViewPage = (typeof VIEW_PAGES)[number]

export type ViewFields = { name: string; query: string; is_shared: boolean }

/** The maximum of views of one person and page: more are no help in finding anything. */
const MAX_VIEWS = 100
/** The maximum of listed views of a page: those of the whole team, by name. */
const MAX_LISTED = 500

const ownedBy = (userId: string | null) =>
  sql<boolean>`user_id is not distinct from ${userId}::uuid`

const columns = (userId: string | null) =>
  [
    'id',
    sql<ViewPage>`page`.as('page'),
    'name',
    'query',
    'is_shared',
    ownedBy(userId).as('is_own'),
    'created_at',
    'updated_at',
  ] as const

/** Returns the views that this user has saved, and those that others share, by name. */
export const listViews = async (db: Db, userId: string | null, page: ViewPage) =>
  await db
    .selectFrom('saved_views')
    .select(columns(userId))
    .where('page', '=', page)
    .where((eb) => eb.or([eb('is_shared', '=', true), ownedBy(userId)]))
    .orderBy(sql`lower(name), id`)
    .limit(MAX_LISTED)
    .execute()

/** Throws ConflictError for a name that the user has on this page, and for too many views. */
export async function addView(
  tx: Tx,
  userId: string | null,
  view: ViewFields & { page: ViewPage },
) {
  const { views } = await tx
    .selectFrom('saved_views')
    .select(({ fn }) => fn.countAll<number>().as('views'))
    .where('page', '=', view.page)
    .where(ownedBy(userId))
    .executeTakeFirstOrThrow()
  if (views >= MAX_VIEWS)
    throw new ConflictError(`there are ${views} views of this page already: remove some first`)
  const added = await tx
    .insertInto('saved_views')
    .values({ ...view, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .returning(columns(userId))
    .executeTakeFirst()
  if (!added) throw taken(view.name)
  return added
}

/**
 * Keeps a view of the user's from changing until the transaction ends. Throws NoSuchRecordError.
 */
export const lockView = async (tx: Tx, userId: string | null, id: string) =>
  await tx
    .selectFrom('saved_views')
    .select(columns(userId))
    .where('id', '=', id)
    .where(ownedBy(userId))
    .forUpdate()
    .executeTakeFirstOrThrow(() => noSuchView(id))

/**
 * Changes a view of the user's. Throws NoSuchRecordError, and ConflictError for a name that is
 * taken.
 */
export async function changeView(
  tx: Tx,
  userId: string | null,
  id: string,
  change: { [Field in keyof ViewFields]?: ViewFields[Field] | undefined },
) {
  const known = await lockView(tx, userId, id)
  const { name } = change
  if (name !== undefined) {
    const other = await tx
      .selectFrom('saved_views')
      .select('id')
      .where(ownedBy(userId))
      .where('page', '=', known.page)
      .where(sql<boolean>`lower(name) = lower(${name})`)
      .where('id', '<>', id)
      .executeTakeFirst()
    if (other) throw taken(name)
  }
  return await tx
    .updateTable('saved_views')
    .set({ ...change, updated_at: worldNow })
    .where('id', '=', id)
    .returning(columns(userId))
    .executeTakeFirstOrThrow(() => noSuchView(id))
}

/** Removes a view of the user's. Throws NoSuchRecordError. */
export async function removeView(db: Db, userId: string | null, id: string): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('saved_views')
    .where('id', '=', id)
    .where(ownedBy(userId))
    .executeTakeFirstOrThrow()
  if (numDeletedRows === 0n) throw noSuchView(id)
}

function taken(name: string): ConflictError {
  const reason = `you have already a view named '${name}'`
  return new ConflictError(reason, [{ field: 'name', reason, code: 'taken' }])
}

const noSuchView = (id: string): NoSuchRecordError =>
  new NoSuchRecordError(`no view ${id} of yours`)
