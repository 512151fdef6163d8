import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { MemberFilter, MemberView } from '../member-view.ts'
import { listExpected } from './expected.ts'
import { findNamed } from './find-named.ts'
import { indexOrderScan, probeOf } from './index-order-scan.ts'
import {
  absent,
  isComplete,
  mayBeUnsure,
  present,
  type CheckLists,
  type ListFacts,
  type Relation,
} from './member-answers.ts'

type Member = Omit<MemberView, 'blog_id'>

export type MemberPage = {
  limit: number
  offset?: number | undefined
  after?: string | undefined
  /** The only members to return. */
  ids?: readonly string[] | undefined
  /** Names that are left out. */
  without?: readonly string[]
}

/** Members of a list: those also in the other one (`both`), those who are not (`alone`), or all. */
type Arm = { list: ListFacts; others: 'any' | 'alone' | 'both' }

/**
 * Members of a check, each once, in the order of the platform's ids; those after `after`. A list is
 * walked along its key from there, and the other one probed for each member, so a page costs no
 * more than the rows that it inspects. A rare beginning of names is looked up by index instead.
 */
export async function listMembers(
  db: Db,
  lists: CheckLists,
  filter: MemberFilter,
  page: MemberPage,
): Promise<MemberView[]> {
  const { q } = filter
  const ids = q?.isBeginning ? await findNamed(db, lists, q.text) : undefined
  const query = membersQuery(lists, filter, {
    ...page,
    ids,
    without: await expectedIn(db, lists, filter),
  })
  return query === undefined ? [] : await withBlogs(db, await indexOrderScan(db, query))
}

/** The names that are left out of those who do not follow back. */
async function expectedIn(
  db: Db,
  lists: CheckLists,
  { relation, expected = false }: MemberFilter,
): Promise<string[]> {
  const checkId = lists.followers?.checkId ?? lists.following?.checkId
  if (relation !== 'not_following_back' || expected || checkId === undefined) return []
  return await listExpected(db, checkId)
}

/** Adds gramd's creators to the members, looked up by their ids. */
async function withBlogs(db: Db, members: readonly Member[]): Promise<MemberView[]> {
  const ids = members.map((member) => member.platform_id)
  const { rows } = await sql<{ id: string; platform_id: string }>`
    select id, platform_id from shared.blogs
    where platform = 'instagram' and platform_id = any (${ids}::text[])`.execute(db)
  const known = new Map(rows.map((blog) => [blog.platform_id, blog.id]))
  return members.map((member) => ({ ...member, blog_id: known.get(member.platform_id) ?? null }))
}

/** Exported for a test of its plan; undefined where no member can match. */
export function membersQuery(
  lists: CheckLists,
  filter: MemberFilter,
  page: MemberPage,
): ReturnType<typeof sql<Member>> | undefined {
  const { limit, offset = 0, without = [] } = page
  // The lists that a person is in decide the relation, unless the answer for members is unknown.
  const isUnsure = Object.values(lists).some(mayBeUnsure)
  const condition = conditionOf(isUnsure ? filter : { ...filter, relation: undefined })
  const arms = armsFor(lists, filter).map(
    (arm) => sql<Member>`
      (select * from (${armQuery(lists, arm, page)}) found
       where ${condition} ${without.length === 0 ? sql`` : sql`and username <> all (${without}::text[])`}
       order by platform_id limit ${sql.lit(limit + offset)})`,
  )
  if (arms.length === 0) return undefined
  return sql<Member>`
    select * from (${sql.join(arms, sql` union all `)}) members
    order by platform_id limit ${sql.lit(limit)} offset ${sql.lit(offset)}`
}

/**
 * The lists that have to be walked. Following is read last, so it shows those who are in both. A
 * relation that no list of this check can prove needs none.
 */
function armsFor(lists: CheckLists, { kind, relation }: MemberFilter): Arm[] {
  return armsOf(lists, relation).flatMap((arm): Arm[] => {
    if (kind === undefined || kind === arm.list.kind || arm.others === 'both') return [arm]
    return arm.others === 'any' && lists[kind] ? [{ ...arm, others: 'both' }] : []
  })
}

function armsOf(lists: CheckLists, relation: Relation | undefined): Arm[] {
  const { followers, following } = lists
  const arm = (list: ListFacts | undefined, others: Arm['others'], may = true): Arm[] =>
    list && may ? [{ list, others }] : []
  const isUnsure = [followers, following].some(mayBeUnsure)
  switch (relation) {
    case 'mutual':
      return arm(following, 'both', followers !== undefined)
    case 'fan':
      return arm(followers, 'alone', isComplete(following))
    case 'not_following_back':
      return arm(following, 'alone', isComplete(followers))
    case 'unknown':
      if (isUnsure) break
      return [
        ...arm(followers, 'alone', !isComplete(following)),
        ...arm(following, 'alone', !isComplete(followers)),
      ]
    case undefined:
  }
  return [...arm(followers, 'alone'), ...arm(following, 'any')]
}

/** The members of one list with the answers of both. */
function armQuery(
  lists: CheckLists,
  { list, others }: Arm,
  { after, ids }: MemberPage,
): RawBuilder<Member> {
  const { checkId } = list
  const other = lists[list.kind === 'followers' ? 'following' : 'followers']
  const isJoined = other !== undefined && others !== 'alone'
  const inThis = present(list, sql.ref('m.last_reading'))
  const inOther = isJoined
    ? sql`case when o.platform_id is null then ${sql.lit(absent(other))}
        else ${present(other, sql.ref('o.last_reading'))} end`
    : sql`${sql.lit(absent(other))}`
  const join = isJoined
    ? sql`${others === 'both' ? sql`` : sql`left`} join lateral ${probeOf(sql`*`, other)} o on true`
    : sql``
  const alone =
    others === 'alone' && other ? sql`and coalesce(${probeOf(sql`false`, other)}, true)` : sql``
  return sql<Member>`
    select *, case
      when follows_target = 'yes' and followed_by_target = 'yes' then 'mutual'
      when follows_target = 'yes' and followed_by_target = 'no' then 'fan'
      when follows_target = 'no' and followed_by_target = 'yes' then 'not_following_back'
      else 'unknown' end as relation
    from (
      select m.platform_id, m.username, m.is_private, m.is_verified, ${answers(list, inThis, inOther)}
      from relation_members m ${join}
      where m.check_id = ${checkId}::uuid and m.kind = ${list.kind}
        ${after === undefined ? sql`` : sql`and m.platform_id > ${after}`}
        ${ids === undefined ? sql`` : sql`and m.platform_id = any (${ids}::text[])`} ${alone}
    ) answers`
}

function answers(
  { kind }: ListFacts,
  inThis: RawBuilder<unknown>,
  inOther: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const [follows, followed] = kind === 'followers' ? [inThis, inOther] : [inOther, inThis]
  return sql`${follows} as follows_target, ${followed} as followed_by_target`
}

function conditionOf(filter: MemberFilter): RawBuilder<unknown> {
  const { relation, private: isPrivate, verified: isVerified, q } = filter
  const name = q?.isBeginning ? sql`starts_with(username, ${q.text})` : undefined
  return sql.join(
    [
      sql`true`,
      ...(relation === undefined ? [] : [sql`relation = ${relation}`]),
      ...(isPrivate === undefined ? [] : [sql`is_private = ${sql.lit(isPrivate)}`]),
      ...(isVerified === undefined ? [] : [sql`is_verified = ${sql.lit(isVerified)}`]),
      ...(q === undefined ? [] : [name ?? sql`strpos(username, ${q.text}) > 0`]),
    ],
    sql` and `,
  )
}
