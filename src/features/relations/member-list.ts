import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { MemberList } from '../../platforms/members.ts'
import {
  absent,
  isComplete,
  present,
  type Answer,
  type CheckLists,
  type ListFacts,
  type Relation,
} from './member-answers.ts'

/** Somebody in at least one of the lists of a check, by the newer of them if they differ. */
export type MemberRow = {
  platform_id: string
  username: string
  is_private: boolean | null
  is_verified: boolean | null
  follows_target: Answer
  followed_by_target: Answer
  relation: Relation
}

export type MemberFilter = {
  /** Only those in this list. */
  kind?: MemberList | undefined
  relation?: Relation | undefined
  isPrivate?: boolean | undefined
  isVerified?: boolean | undefined
  /** A part of the username, in lower case. */
  q?: string | undefined
}

export type MemberPage = { limit: number; offset?: number | undefined; after?: string | undefined }

/** Members of a list: those who are (`both`) or are not (`alone`) in the other one as well, or all of them. */
type Arm = { list: ListFacts; others: 'any' | 'alone' | 'both' }

/**
 * Members of a check, each once, in the order of the platform's ids; those after `after`. Every list is walked along its
 * key from there, and the other list probed for each: a page costs no more than the rows that it has to look at.
 */
export async function listMembers(
  db: Db,
  checkId: string,
  lists: CheckLists,
  filter: MemberFilter,
  page: MemberPage,
): Promise<MemberRow[]> {
  const query = membersQuery(checkId, lists, filter, page)
  return query === undefined ? [] : (await query.execute(db)).rows
}

/** Apart from `listMembers` so that a test can ask PostgreSQL to explain it; undefined where nobody can be found. */
export function membersQuery(
  checkId: string,
  lists: CheckLists,
  filter: MemberFilter,
  { limit, offset = 0, after }: MemberPage,
): ReturnType<typeof sql<MemberRow>> | undefined {
  const arms = armsFor(lists, filter).map(
    (arm) => sql<MemberRow>`
      (select * from (${armQuery(checkId, lists, arm, after)}) found
       where ${conditionOf(filter)}
       order by platform_id limit ${sql.lit(limit + offset)})`,
  )
  if (arms.length === 0) return undefined
  return sql<MemberRow>`
    select * from (${sql.join(arms, sql` union all `)}) members
    order by platform_id limit ${sql.lit(limit)} offset ${sql.lit(offset)}`
}

/** Which lists have to be walked. What no list of this check can tell is found without looking. */
function armsFor({ followers, following }: CheckLists, { kind, relation }: MemberFilter): Arm[] {
  const arm = (list: ListFacts | undefined, others: Arm['others']): Arm[] =>
    list === undefined ? [] : [{ list, others }]
  switch (relation) {
    case 'mutual': {
      if (!followers || !following) return []
      return arm(following.collected < followers.collected ? following : followers, 'both')
    }
    case 'fan':
      return kind !== 'following' && isComplete(following) ? arm(followers, 'alone') : []
    case 'not_following_back':
      return kind !== 'followers' && isComplete(followers) ? arm(following, 'alone') : []
    default:
      if (kind !== undefined) return arm(kind === 'followers' ? followers : following, 'any')
      return [...arm(followers, 'any'), ...arm(following, 'alone')]
  }
}

/** The members of one list with what both lists say of them. */
function armQuery(
  checkId: string,
  lists: CheckLists,
  { list, others }: Arm,
  after: string | undefined,
): RawBuilder<MemberRow> {
  const other = lists[list.kind === 'followers' ? 'following' : 'followers']
  // Following is read last, so what it says of somebody is newer.
  const isNewer = list.kind === 'following'
  const newest = (column: string): RawBuilder<unknown> => {
    const [own, others_] = [sql.ref(`m.${column}`), sql.ref(`o.${column}`)]
    return isNewer ? own : sql`case when o.platform_id is null then ${own} else ${others_} end`
  }
  const inThis = present(list, sql.ref('m.last_reading'))
  const inOther = other
    ? sql<Answer>`case when o.platform_id is null then ${sql.lit(absent(other))}
        else ${present(other, sql.ref('o.last_reading'))} end`
    : sql<Answer>`${sql.lit(absent(other))}`
  const [follows, followed] = list.kind === 'followers' ? [inThis, inOther] : [inOther, inThis]
  const only = {
    any: sql`true`,
    alone: sql`o.platform_id is null`,
    both: sql`o.platform_id is not null`,
  }[others]
  return sql<MemberRow>`
    select *, case
      when follows_target = 'yes' and followed_by_target = 'yes' then 'mutual'
      when follows_target = 'yes' and followed_by_target = 'no' then 'fan'
      when follows_target = 'no' and followed_by_target = 'yes' then 'not_following_back'
      else 'unknown' end as relation
    from (
      select m.platform_id, ${newest('username')} as username, ${newest('is_private')} as is_private,
        ${newest('is_verified')} as is_verified, ${follows} as follows_target, ${followed} as followed_by_target
      from relation_members m
      left join lateral (
        select platform_id, username, is_private, is_verified, last_reading from relation_members
        where check_id = ${checkId}::uuid and kind = ${other?.kind ?? list.kind} and platform_id = m.platform_id
          and ${sql.lit(other !== undefined)}
        limit 1 -- keeps it a probe for each member, also where statistics are of yesterday
      ) o on true
      where m.check_id = ${checkId}::uuid and m.kind = ${list.kind} and ${only}
        and ${after === undefined ? sql`true` : sql`m.platform_id > ${after}`}
    ) answers`
}

function conditionOf({ relation, isPrivate, isVerified, q }: MemberFilter): RawBuilder<unknown> {
  const conditions = [
    ...(relation === undefined ? [] : [sql`relation = ${relation}`]),
    ...(isPrivate === undefined ? [] : [sql`is_private = ${sql.lit(isPrivate)}`]),
    ...(isVerified === undefined ? [] : [sql`is_verified = ${sql.lit(isVerified)}`]),
    ...(q === undefined ? [] : [sql`strpos(username, ${q}) > 0`]),
  ]
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}
