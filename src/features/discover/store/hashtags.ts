import { sql } from 'kysely'
import { jsonb, worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import { parseHashtag } from '../../../creators/hashtag.ts'
import type { Filters } from '../filters.ts'

const COLUMNS = ['hashtag', 'filters', 'is_paused', 'created_at', 'last_discovered_at'] as const

/**
 * Hashtags that are discovered regularly, in their order; `after` is the last of the page before.
 */
export async function listHashtags(db: Db, page: { limit: number; after?: string | undefined }) {
  return await db
    .selectFrom('discovery_hashtags')
    .select(COLUMNS)
    .$if(page.after !== undefined, (query) => query.where('hashtag', '>', page.after ?? ''))
    .orderBy('hashtag')
    .limit(page.limit)
    .execute()
}

export type HashtagRow = Awaited<ReturnType<typeof listHashtags>>[number]

/** Throws a NoSuchRecordError. */
export async function getHashtag(db: Db, hashtag: string): Promise<HashtagRow> {
  return await db
    .selectFrom('discovery_hashtags')
    .select(COLUMNS)
    .where('hashtag', '=', hashtag)
    .executeTakeFirstOrThrow(() => notListed(hashtag))
}

/** Throws a ConflictError when the hashtag is there already. */
export async function addHashtag(
  db: Db,
  { hashtag, filters, isPaused }: { hashtag: string; filters: Filters; isPaused: boolean },
): Promise<HashtagRow> {
  const row = await db
    .insertInto('discovery_hashtags')
    .values({ hashtag, filters: jsonb(filters), is_paused: isPaused })
    .onConflict((conflict) => conflict.doNothing())
    .returning(COLUMNS)
    .executeTakeFirst()
  if (row) return row
  const reason = `${hashtag} is there already; its filters are changed with PATCH (gramd hashtags update)`
  throw new ConflictError(reason, [{ field: 'hashtag', reason, code: 'already_there' }])
}

/** Locks a hashtag until the transaction ends. Throws NoSuchRecordError. */
export async function lockHashtag(tx: Tx, hashtag: string): Promise<HashtagRow> {
  return await tx
    .selectFrom('discovery_hashtags')
    .select(COLUMNS)
    .where('hashtag', '=', hashtag)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow(() => notListed(hashtag))
}

/** Changes the given fields of a hashtag. Throws NoSuchRecordError. */
export async function changeHashtag(
  db: Db,
  hashtag: string,
  change: { filters?: Filters | undefined; isPaused?: boolean | undefined },
): Promise<HashtagRow> {
  return await db
    .updateTable('discovery_hashtags')
    .set((column) => ({
      filters: change.filters === undefined ? column.ref('filters') : jsonb(change.filters),
      is_paused: change.isPaused ?? column.ref('is_paused'),
    }))
    .where('hashtag', '=', hashtag)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow(() => notListed(hashtag))
}

const notListed = (hashtag: string): NoSuchRecordError =>
  new NoSuchRecordError(`${hashtag} is not discovered regularly`)

/** Throws a NoSuchRecordError. */
export async function removeHashtag(db: Db, hashtag: string): Promise<void> {
  await db
    .deleteFrom('discovery_hashtags')
    .where('hashtag', '=', hashtag)
    .returning('hashtag')
    .executeTakeFirstOrThrow(() => notListed(hashtag))
}

/** Hashtags that are due, those that are paused apart. */
export async function findActiveHashtags(
  db: Db,
): Promise<Pick<HashtagRow, 'hashtag' | 'filters'>[]> {
  return await db
    .selectFrom('discovery_hashtags')
    .select(['hashtag', 'filters'])
    .where('is_paused', '=', false)
    .orderBy('hashtag')
    .execute()
}

export async function markDiscovered(tx: Tx, hashtags: readonly string[]): Promise<void> {
  if (hashtags.length === 0) return
  await tx
    .updateTable('discovery_hashtags')
    .set({ last_discovered_at: worldNow })
    .where('hashtag', 'in', hashtags)
    .execute()
}

/**
 * Takes GRAMD_DISCOVER_HASHTAGS over while there is none; returns how many. Existing hashtags in
 * the database take precedence.
 */
export async function bootstrapHashtags(db: Db, texts: readonly string[]): Promise<number> {
  const hashtags = texts
    .map(parseHashtag)
    .flatMap((each) => ('hashtag' in each ? each.hashtag : []))
  const { numAffectedRows = 0n } = await sql`
    insert into discovery_hashtags (hashtag)
    select distinct hashtag from unnest(${hashtags}::text[]) as input (hashtag)
    where not exists (select from discovery_hashtags)
    on conflict do nothing`.execute(db)
  return Number(numAffectedRows)
}
