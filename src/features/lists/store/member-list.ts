import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { isUuid } from '../../../base/text.ts'
import { worldNow } from '../../../db/database.ts'
import type { Db } from '../../../db/handles.ts'
import type { RowOf } from '../../../http/iso-times.ts'
import type { z } from '../../../http/router.ts'
import { estimatedRows } from '../../blogs/index.ts'
import { avatarHash } from '../../scrape/index.ts'
import type { ListOfCreator, MemberFilter, MemberView } from '../member-view.ts'

export type MemberRow = RowOf<MemberView, 'added_at' | 'status_since'>

const owner = sql<MemberRow['owner']>`(
  select jsonb_build_object('login', u.login, 'name', u.name)
  from shared.users u where u.id = member.owner_id
)`

const MEMBERSHIP = [
  sql<MemberRow['status']>`member.status`.as('status'),
  'member.status_since',
  'member.note',
  owner.as('owner'),
  sql<string | null>`member.price::text`.as('price'),
  'member.currency',
  sql<string | null>`member.due_on::text`.as('due_on'),
  'member.added_at',
] as const

const selectMembers = (db: Db) =>
  db
    .selectFrom('list_members as member')
    .innerJoin('shared.blogs as blog', 'blog.id', 'member.blog_id')
    .select([
      'member.blog_id',
      'blog.username',
      'blog.full_name',
      avatarHash.as('avatar_hash'),
      'blog.follower_count',
      sql<MemberRow['follower_tier']>`blog.follower_tier`.as('follower_tier'),
      'blog.er',
      'blog.er_percentile',
      'blog.scrape_status',
      ...MEMBERSHIP,
    ])

/** The condition on `list_members as member` that it matches a filter. */
export function matchesMember({ status, owner: by }: MemberFilter): RawBuilder<SqlBool> {
  const isOwn =
    by === undefined
      ? sql`true`
      : by === 'none'
        ? sql`member.owner_id is null`
        : isUuid(by)
          ? sql`member.owner_id = ${by}::uuid`
          : sql`member.owner_id = (select id from shared.users where login = ${by.toLowerCase()})`
  return status === undefined ? sql`${isOwn}` : sql`member.status = ${status} and ${isOwn}`
}

type Page = {
  limit: number
  offset?: number | undefined
  after?: { username: string; id: string } | undefined
}

/** Returns the members of a list that match, by username; a page begins after a member. */
export async function listMembers(
  db: Db,
  listId: string,
  page: Page & { filter?: MemberFilter },
): Promise<MemberRow[]> {
  return await membersQuery(db, listId, page, await isMetSoon(db, listId, page)).execute()
}

/** Fewer members are all read at once. */
const MANY = 5_000

/** Each creator on the way is looked up among the members, and read from anywhere on the disk. */
const ON_THE_WAY_COSTS = 4

/**
 * Whether enough members are met sooner on the way through all creators by username than all
 * members are read and sorted: the one takes the page, divided by the share of members among all
 * creators, the other the members.
 */
async function isMetSoon(
  db: Db,
  listId: string,
  { filter = {}, limit, offset = 0 }: Page & { filter?: MemberFilter },
): Promise<boolean> {
  const members = await estimatedRows(
    db,
    sql`select from list_members member where member.list_id = ${listId}::uuid and ${matchesMember(filter)}`,
  )
  if (members < MANY) return false
  const creators = await estimatedRows(db, sql`select from shared.blogs`)
  return (ON_THE_WAY_COSTS * (limit + offset) * creators) / members < members
}

/** Exported for a test of its plan. */
export const membersQuery = (
  db: Db,
  listId: string,
  { filter = {}, after, limit, offset = 0 }: Page & { filter?: MemberFilter },
  isOnTheWay: boolean,
) =>
  selectMembers(db)
    .where('member.list_id', '=', listId)
    .where(matchesMember(filter))
    // The index of usernames begins with the platform, of which there is one.
    .$if(isOnTheWay, (members) =>
      members
        .where('blog.platform', '=', 'instagram')
        .where('blog.username', '>=', after?.username ?? ''),
    )
    .$if(after !== undefined, (members) =>
      members.where(
        sql<boolean>`(blog.username, blog.id) > (${after?.username ?? ''}, ${after?.id ?? ''}::uuid)`,
      ),
    )
    .orderBy('blog.username')
    .orderBy('blog.id')
    .limit(limit)
    .offset(offset)

/** One member; undefined for a creator who is in no such list. */
export const findMember = async (
  db: Db,
  listId: string,
  blogId: string,
): Promise<MemberRow | undefined> =>
  await selectMembers(db)
    .where('member.list_id', '=', listId)
    .where('member.blog_id', '=', blogId)
    .executeTakeFirst()

type ListOfCreatorRow = RowOf<z.output<typeof ListOfCreator>, 'added_at' | 'status_since'>

/** The lists that a creator is in, by name; a page begins after the sort key of a list. */
export const listsOfCreator = async (
  db: Db,
  blogId: string,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<(ListOfCreatorRow & { sort_key: string })[]> =>
  await db
    .selectFrom('list_members as member')
    .innerJoin('lists as list', 'list.id', 'member.list_id')
    .select([
      ...MEMBERSHIP,
      sql<ListOfCreatorRow['list']>`jsonb_build_object(
        'id', list.id, 'name', list.name, 'is_campaign', list.is_campaign,
        'is_running', list.is_campaign and (list.ends_at is null or list.ends_at > ${worldNow})
      )`.as('list'),
      sql<string>`lower(list.name)`.as('sort_key'),
    ])
    .where('member.blog_id', '=', blogId)
    .$if(after !== undefined, (lists) => lists.where(sql<boolean>`lower(list.name) > ${after}`))
    .orderBy(sql`lower(list.name)`)
    .limit(limit)
    .execute()
