import { type OwnerScope, ownedBy } from '../owner-scope.ts'
import { sql } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../../../base/errors.ts'
import type { FieldColumn } from '../../../../../base/fields.ts'
import { worldNow } from '../../../../../db/database.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'
import { unchecked, type RowCheck } from '../../../../../db/row-check.ts'
import { isUniqueViolation } from '../../../../../db/unique-violation.ts'
import type { Stores } from '../../../../../db/schema.ts'
import { releaseMedia } from '../../../../../media/media-store.ts'
import { STORE_FIELD_NAMES, type StoreField, type StoreFields } from '../../../fields/stores.ts'
import { numbered, slugOf } from '../../../slug.ts'
import { postSubject, productSubject } from '../../../subjects.ts'
import { cancelStoreTasks, type CancelTasks } from '../../../syncs/store/cancel-syncs.ts'
import { changeConnection } from './connection.ts'

/**
 * The condition for the stores `s` whose rows a list shows: all that `scope` may see, or one of
 * them.
 */
export const matchesStore = (scope: OwnerScope, storeId: string | undefined) =>
  storeId === undefined ? ownedBy(scope) : sql`${ownedBy(scope)} and s.id = ${storeId}::uuid`

/**
 * Checks the store of a list that may be of one. Throws NoSuchRecordError for a store that `scope`
 * may not see.
 */
export async function requireStore(
  db: Db,
  scope: OwnerScope,
  storeId: string | undefined,
): Promise<void> {
  if (storeId === undefined) return
  const { rows } = await sql`
    select from stores s where s.id = ${storeId}::uuid and ${ownedBy(scope)}`.execute(db)
  if (rows.length === 0) throw noSuchStore(storeId)
}

/** The columns that gramd itself writes: no fields of the table. */
type OwnColumn =
  | 'id'
  | 'owner_id'
  | 'slug'
  | 'followed_from'
  | 'polled_at'
  | `next_${'' | 'full_'}poll_at`
  | `${'created' | 'updated'}_at`

const FIELD_COLUMNS: readonly FieldColumn<Stores, StoreField, OwnColumn>[] = STORE_FIELD_NAMES

const selectStores = (db: Db, scope: OwnerScope) =>
  db
    .selectFrom('stores as store')
    .leftJoin('shared.users as owner', 'owner.id', 'store.owner_id')
    .leftJoin('shared.connections as connection', 'connection.id', 'store.connection_id')
    .select(['store.id', 'store.owner_id', 'owner.login as owner_login', 'store.slug'])
    .select(FIELD_COLUMNS.map((name) => `store.${name}` as const))
    .$narrowType<Pick<StoreFields, 'approved_as'>>()
    .select(['store.created_at', 'store.updated_at', 'connection.username'])
    .select([
      sql<number>`(select count(*)::int from products p where p.store_id = store.id)`.as(
        'products',
      ),
      sql<number>`(
        select count(*)::int from product_drafts d where d.store_id = store.id and d.status = 'pending')`.as(
        'pending_drafts',
      ),
    ])
    .$if(scope !== null, (stores) => stores.where('store.owner_id', '=', scope))

export type StoreRow = Awaited<
  ReturnType<ReturnType<typeof selectStores>['executeTakeFirstOrThrow']>
>

/** Newest first. */
export const listStores = async (
  db: Db,
  scope: OwnerScope,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<StoreRow[]> =>
  await selectStores(db, scope)
    .$if(after !== undefined, (stores) => stores.where('store.id', '<', after ?? ''))
    .orderBy('store.id', 'desc')
    .limit(limit)
    .execute()

/** Returns a store. Throws NoSuchRecordError, also for another owner's store. */
export async function getStore(db: Db, scope: OwnerScope, id: string): Promise<StoreRow> {
  const row = await selectStores(db, scope).where('store.id', '=', id).executeTakeFirst()
  if (!row) throw noSuchStore(id)
  return row
}

const MAX_SLUGS = 50

/** Throws ConflictError when the slug or the connection is taken. */
export async function createStore(
  db: Db,
  ownerId: string | null,
  { slug, ...fields }: StoreFields & { slug?: string | undefined },
): Promise<StoreRow> {
  const wanted = slug ?? slugOf(fields.name)
  const id = await db.transaction().execute(async (tx) => {
    await checkConnection(tx, ownerId, fields.connection_id)
    const free = slug ?? (await freeSlug(tx, wanted))
    const row = await refusingTaken(
      tx
        .insertInto('stores')
        .values({ ...fields, slug: free, owner_id: ownerId })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    return row.id
  })
  return await getStore(db, null, id)
}

/** The slug, or with the first number that no store has. */
async function freeSlug(tx: Tx, slug: string): Promise<string> {
  const candidates = Array.from({ length: MAX_SLUGS }, (_, at) => numbered(slug, at + 1))
  const taken = await tx
    .selectFrom('stores')
    .select('slug')
    .where('slug', 'in', candidates)
    .execute()
  const used = new Set(taken.map((row) => row.slug))
  const free = candidates.find((candidate) => !used.has(candidate))
  if (free === undefined) throw new ConflictError(`all addresses like ${slug} are taken: name one`)
  return free
}

type StoreFieldsChange = { [Field in keyof StoreFields]?: StoreFields[Field] | undefined }

/** Changes the given fields. Throws NoSuchRecordError and ConflictError. */
export async function changeStore(
  { db, queue }: { db: Db; queue: CancelTasks },
  scope: OwnerScope,
  id: string,
  {
    change: { connection_id: connectionId, ...change },
    check = unchecked,
  }: { change: StoreFieldsChange; check?: RowCheck },
): Promise<StoreRow> {
  await db.transaction().execute(async (tx) => {
    const store = await getStore(tx, scope, id)
    const isMoved = connectionId !== undefined && connectionId !== store.connection_id
    const reason =
      connectionId === null
        ? 'the account was parted from the store'
        : 'the store was given another account'
    if (isMoved) {
      await checkConnection(tx, store.owner_id, connectionId)
      // The check locks the store, and tasks are locked before what they are of.
      await cancelStoreTasks(tx, queue, id, reason)
    }
    await check(tx)
    if (isMoved)
      await refusingTaken(changeConnection(tx, queue, { storeId: id, connectionId }, reason))
    await tx
      .updateTable('stores')
      .set({ ...change, updated_at: worldNow })
      .where('id', '=', id)
      .execute()
  })
  return await getStore(db, scope, id)
}

/**
 * Removes a store with its posts, drafts and products, and their pictures. Throws
 * NoSuchRecordError.
 */
export async function removeStore(tx: Tx, scope: OwnerScope, id: string): Promise<void> {
  await lockStore(tx, scope, id)
  const { rows } = await sql<{ owner: string }>`
    select ${postSubject('')} || id as owner from catalog_posts where store_id = ${id}::uuid
    union all
    select ${productSubject('')} || id from products where store_id = ${id}::uuid`.execute(tx)
  await tx.deleteFrom('stores').where('id', '=', id).execute()
  await releaseMedia(
    tx,
    rows.map(({ owner }) => owner),
  )
}

/** Locks a store until the transaction ends. Throws NoSuchRecordError. */
export async function lockStore(tx: Tx, scope: OwnerScope, id: string) {
  const row = await tx
    .selectFrom('stores')
    .select(['id', 'owner_id', 'connection_id', 'name'])
    .where('id', '=', id)
    .$if(scope !== null, (stores) => stores.where('owner_id', '=', scope))
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!row) throw noSuchStore(id)
  return row
}

/** A store reads only what its owner has connected. */
async function checkConnection(
  tx: Tx,
  ownerId: string | null,
  connectionId: string | null,
): Promise<void> {
  if (connectionId === null) return
  const row = await tx
    .selectFrom('shared.connections')
    .select('id')
    .where('id', '=', connectionId)
    .where(sql<boolean>`owner_id is not distinct from ${ownerId}::uuid`)
    .executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`no connected account ${connectionId} of the store's owner`)
}

async function refusingTaken<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing
  } catch (error) {
    if (isUniqueViolation(error, 'stores_slug_key'))
      throw new ConflictError('slug: another store has this address: choose another one')
    if (isUniqueViolation(error, 'stores_connection_key'))
      throw new ConflictError(
        'connection_id: another store reads this account: part it there first',
      )
    throw error
  }
}

const noSuchStore = (id: string): NoSuchRecordError =>
  new NoSuchRecordError(`no store ${id} of yours`)
