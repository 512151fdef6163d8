import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { columnList, overwrite, recordset, toRow } from '../../../db/rows.ts'
import type { Candidate, CreatorFacts } from '../progress.ts'

/** The records in the database about a candidate. */
export type Acquaintance = {
  /** The blog that it is: by id, or by name unless both ids are known and differ. */
  blog: { id: string; isDeleted: boolean } | undefined
  remembered: Remembered | undefined
}

/** The facts that an earlier discovery found about a creator, and when (ISO 8601). */
type Remembered = { platformId: string | null; facts: CreatorFacts; foundAt: string }

/** Returns the key of a creator: its id, or the name if it was looked up in vain and has no id. */
const creatorKey = ({ platformId, username }: Pick<Candidate, 'platformId' | 'username'>): string =>
  platformId ?? `~${username}`

type Found = {
  place: number
  blog_id: string | null
  scrape_status: string | null
  creator_key: string | null
  is_gone: boolean | null
  is_private: boolean | null
  is_verified: boolean | null
  is_profile_read: boolean | null
  follower_count: number | null
  media_count: number | null
  business_category: string | null
  languages: string[] | null
  rejected_at: Date | null
}

/**
 * Returns what is known of these candidates, in their order; of remembered facts, those of the last
 * `days` days.
 */
export async function findAcquaintances(
  db: Db,
  candidates: readonly Candidate[],
  days: number,
): Promise<Acquaintance[]> {
  const wanted = candidates.map((candidate, place) => ({
    place,
    platform_id: candidate.platformId,
    username: candidate.username,
    creator_key: creatorKey(candidate),
  }))
  const { rows } = await sql<Found>`
    select w.place, b.id as blog_id, b.scrape_status, s.platform_id as creator_key, s.is_gone, s.is_private,
      s.is_verified,
      s.is_profile_read, s.follower_count, s.media_count, s.business_category, s.languages, s.rejected_at
    from jsonb_to_recordset(${jsonb(wanted)})
      as w (place integer, platform_id text, username text, creator_key text)
    left join lateral (
      select b.id, b.scrape_status, 1 as rank from shared.blogs b
      where b.platform = 'instagram' and b.platform_id = w.platform_id
      union all
      select b.id, b.scrape_status, 2 from shared.blogs b
      where b.platform = 'instagram' and b.username = w.username
        and (b.platform_id is null or w.platform_id is null or b.platform_id = w.platform_id)
      order by rank limit 1
    ) b on true
    left join lateral (
      select * from (
        select s.* from rejected_creators s where s.platform = 'instagram' and s.platform_id = w.creator_key
        union all
        select s.* from rejected_creators s
        where w.platform_id is null and s.platform = 'instagram' and s.username = w.username
      ) s
      where s.rejected_at > (select world_now()) - make_interval(days => ${days})
      order by s.rejected_at desc limit 1
    ) s on true
    order by w.place`.execute(db)
  return rows.map((row) => ({
    blog:
      row.blog_id === null
        ? undefined
        : { id: row.blog_id, isDeleted: row.scrape_status === 'deleted' },
    remembered:
      row.rejected_at === null
        ? undefined
        : {
            platformId: row.creator_key?.startsWith('~') === false ? row.creator_key : null,
            facts: factsOf(row),
            foundAt: row.rejected_at.toISOString(),
          },
  }))
}

const factsOf = (row: Found): CreatorFacts => ({
  isGone: row.is_gone === true,
  ...(row.is_private === null ? {} : { isPrivate: row.is_private }),
  ...(row.is_verified === null ? {} : { isVerified: row.is_verified }),
  ...(row.is_profile_read === true
    ? {
        isVerified: row.is_verified,
        followerCount: row.follower_count,
        mediaCount: row.media_count,
        businessCategory: row.business_category,
      }
    : {}),
  ...(row.languages === null ? {} : { languages: row.languages }),
})

/**
 * The columns that are stored of a rejected creator; `rejected_at` is now, or when an earlier
 * discovery saw it.
 */
const KEY_COLUMNS = {
  platform_id: 'text',
  username: 'text',
  full_name: 'text',
  is_private: 'boolean',
  is_gone: 'boolean',
  is_verified: 'boolean',
  is_profile_read: 'boolean',
  follower_count: 'integer',
  media_count: 'integer',
  business_category: 'text',
  languages: 'text[]',
} as const

/** Stores what was found out about rejected creators. */
export async function rememberRejected(tx: Tx, candidates: readonly Candidate[]): Promise<void> {
  if (candidates.length === 0) return
  const rows = candidates.map(({ facts, ...candidate }) => ({
    ...toRow({ ...candidate, ...facts }),
    platform_id: creatorKey(candidate),
    is_gone: facts.isGone ?? false,
    is_profile_read: facts.followerCount !== undefined,
  }))
  await sql`
    insert into rejected_creators (${columnList(KEY_COLUMNS)}, rejected_at)
    select distinct on (platform_id) ${columnList(KEY_COLUMNS)}, coalesce(found_at, (select world_now()))
    from ${recordset(rows, { ...KEY_COLUMNS, found_at: 'timestamptz' })}
    order by platform_id
    on conflict (platform, platform_id) do update
    set ${overwrite(KEY_COLUMNS, 'platform_id')}, rejected_at = excluded.rejected_at`.execute(tx)
}

/** Deletes candidates that have become creators. */
export async function deleteRejected(tx: Tx, candidates: readonly Candidate[]): Promise<void> {
  if (candidates.length === 0) return
  await tx
    .deleteFrom('rejected_creators')
    .where('platform', '=', 'instagram')
    .where('platform_id', 'in', candidates.map(creatorKey))
    .execute()
}

/** The platform's id of a creator that is known under this name. */
export async function findPlatformId(db: Db, username: string): Promise<string | undefined> {
  const blog = await db
    .selectFrom('shared.blogs')
    .select('platform_id')
    .where('platform', '=', 'instagram')
    .where('username', '=', username)
    .executeTakeFirst()
  return blog?.platform_id ?? undefined
}
