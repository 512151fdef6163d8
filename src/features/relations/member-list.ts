import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { MemberList } from '../../platforms/members.ts'
import { inKeyOrder, probeOf } from './in-key-order.ts'
import {
  absent,
  isComplete,
  mayBeUnsure,
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
 * Members of a check, each once, in the order of the platform's ids; those after `after`. A list is walked along its key
 * from there, and the other one probed for each member: a page costs no more than the rows that it has to look at.
 */
export async function listMembers(
  db: Db,
  checkId: string,
  lists: CheckLists,
  filter: MemberFilter,
  page: MemberPage,
): Promise<MemberRow[]> {
  const query = membersQuery(checkId, lists, filter, page)
  return query === undefined ? [] : await inKeyOrder(db, query)
}

/** Apart from `listMembers` so that a test can ask PostgreSQL to explain it; undefined where nobody can be found. */
export function membersQuery(
  checkId: string,
  lists: CheckLists,
  filter: MemberFilter,
  { limit, offset = 0, after }: MemberPage,
): ReturnType<typeof sql<MemberRow>> | undefined {
  // Which lists somebody is in decides the relation, unless a list is not sure of its own members.
  const isUnsure = Object.values(lists).some(mayBeUnsure)
  const condition = conditionOf(isUnsure ? filter : { ...filter, relation: undefined })
  const arms = armsFor(lists, filter).map(
    (arm) => sql<MemberRow>`
      (select * from (${armQuery(checkId, lists, arm, after)}) found
       where ${condition}
       order by platform_id limit ${sql.lit(limit + offset)})`,
  )
  if (arms.length === 0) return undefined
  return sql<MemberRow>`
    select * from (${sql.join(arms, sql` union all `)}) members
    order by platform_id limit ${sql.lit(limit)} offset ${sql.lit(offset)}`
}

/** Which lists have to be walked. What no list of this check can tell is found without looking. */
function armsFor(lists: CheckLists, { kind, relation }: MemberFilter): Arm[] {
  const { followers, following } = lists
  const arm = (list: ListFacts | undefined, others: Arm['others']): Arm[] =>
    list === undefined ? [] : [{ list, others }]
  const wanted = (list: ListFacts | undefined): boolean => kind === undefined || kind === list?.kind
  switch (relation) {
    case 'mutual':
      if (!followers || !following) return []
      return arm(following.collected < followers.collected ? following : followers, 'both')
    case 'fan':
      return wanted(followers) && isComplete(following) ? arm(followers, 'alone') : []
    case 'not_following_back':
      return wanted(following) && isComplete(followers) ? arm(following, 'alone') : []
    case 'unknown':
      if ([followers, following].some(mayBeUnsure)) break
      return [
        ...(wanted(followers) && !isComplete(following) ? arm(followers, 'alone') : []),
        ...(wanted(following) && !isComplete(followers) ? arm(following, 'alone') : []),
      ]
    case undefined:
  }
  if (kind !== undefined) return arm(lists[kind], 'any')
  return [...arm(followers, 'any'), ...arm(following, 'alone')]
}

/** The members of one list with what both lists say of them. */
function armQuery(
  checkId: string,
  lists: CheckLists,
  { list, others }: Arm,
  after: string | undefined,
): RawBuilder<MemberRow> {
  const other = lists[list.kind === 'followers' ? 'following' : 'followers']
  const isJoined = other !== undefined && others !== 'alone'
  const columns = isJoined ? joinedColumns(list, other) : ownColumns(list, other)
  const probe = (fields: RawBuilder<unknown>, kind: MemberList) =>
    probeOf(fields, { checkId, kind })
  const join = isJoined
    ? sql`${others === 'both' ? sql`` : sql`left`} join lateral ${probe(sql`*`, other.kind)} o on true`
    : sql``
  const alone =
    others === 'alone' && other ? sql`and coalesce(${probe(sql`false`, other.kind)}, true)` : sql``
  return sql<MemberRow>`
    select *, case
      when follows_target = 'yes' and followed_by_target = 'yes' then 'mutual'
      when follows_target = 'yes' and followed_by_target = 'no' then 'fan'
      when follows_target = 'no' and followed_by_target = 'yes' then 'not_following_back'
      else 'unknown' end as relation
    from (
      select m.platform_id, ${columns} from relation_members m ${join}
      where m.check_id = ${checkId}::uuid and m.kind = ${list.kind}
        ${after === undefined ? sql`` : sql`and m.platform_id > ${after}`} ${alone}
    ) answers`
}

const FIELDS = ['username', 'is_private', 'is_verified'] as const

/** Of somebody whom the other list is not asked about, or does not have. */
function ownColumns(list: ListFacts, other: ListFacts | undefined): RawBuilder<unknown> {
  const fields = FIELDS.map((field) => sql.ref(`m.${field}`))
  const inThis = present(list, sql.ref('m.last_reading'))
  return sql`${sql.join(fields)}, ${answers(list, inThis, sql`${sql.lit(absent(other))}`)}`
}

/** Of somebody who may be in the other list (`o`) as well. */
function joinedColumns(list: ListFacts, other: ListFacts): RawBuilder<unknown> {
  // Following is read last, so what it says of somebody is newer.
  const fields = FIELDS.map((field) => {
    const own = sql.ref(`m.${field}`)
    if (list.kind === 'following') return own
    return sql`case when o.platform_id is null then ${own} else ${sql.ref(`o.${field}`)} end as ${sql.ref(field)}`
  })
  const inOther = sql<Answer>`case when o.platform_id is null then ${sql.lit(absent(other))}
    else ${present(other, sql.ref('o.last_reading'))} end`
  return sql`${sql.join(fields)}, ${answers(list, present(list, sql.ref('m.last_reading')), inOther)}`
}

function answers(
  { kind }: ListFacts,
  inThis: RawBuilder<unknown>,
  inOther: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const [follows, followed] = kind === 'followers' ? [inThis, inOther] : [inOther, inThis]
  return sql`${follows} as follows_target, ${followed} as followed_by_target`
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
