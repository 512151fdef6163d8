import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { MemberList } from '../../platforms/member-reader.ts'
import { findNamed } from './find-named.ts'
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

/** A person in at least one list of a check; the newer list decides where they differ. */
export type MemberRow = {
  platform_id: string
  username: string
  is_private: boolean | null
  is_verified: boolean | null
  follows_target: Answer
  followed_by_target: Answer
  relation: Relation
}

/** What a username begins with, or contains; in lower case. */
export type NameFilter = { text: string; isBeginning: boolean }

export type MemberFilter = {
  /** Members of this list. */
  kind?: MemberList | undefined
  relation?: Relation | undefined
  isPrivate?: boolean | undefined
  isVerified?: boolean | undefined
  q?: NameFilter | undefined
}

export type MemberPage = {
  limit: number
  offset?: number | undefined
  after?: string | undefined
  /** Only these. */
  ids?: readonly string[] | undefined
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
): Promise<MemberRow[]> {
  const { q } = filter
  const ids = q?.isBeginning ? await findNamed(db, lists, q.text) : undefined
  const query = membersQuery(lists, filter, { ...page, ids })
  return query === undefined ? [] : await inKeyOrder(db, query)
}

/** Exported for a test of its plan; undefined where no member can match. */
export function membersQuery(
  lists: CheckLists,
  filter: MemberFilter,
  page: MemberPage,
): ReturnType<typeof sql<MemberRow>> | undefined {
  const { limit, offset = 0 } = page
  // The lists that a person is in decide the relation, unless the answer for members is unknown.
  const isUnsure = Object.values(lists).some(mayBeUnsure)
  const condition = conditionOf(isUnsure ? filter : { ...filter, relation: undefined })
  const arms = armsFor(lists, filter).map(
    (arm) => sql<MemberRow>`
      (select * from (${armQuery(lists, arm, page)}) found
       where ${condition}
       order by platform_id limit ${sql.lit(limit + offset)})`,
  )
  if (arms.length === 0) return undefined
  return sql<MemberRow>`
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
): RawBuilder<MemberRow> {
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
  return sql<MemberRow>`
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

function conditionOf({ relation, isPrivate, isVerified, q }: MemberFilter): RawBuilder<unknown> {
  const conditions = [
    ...(relation === undefined ? [] : [sql`relation = ${relation}`]),
    ...(isPrivate === undefined ? [] : [sql`is_private = ${sql.lit(isPrivate)}`]),
    ...(isVerified === undefined ? [] : [sql`is_verified = ${sql.lit(isVerified)}`]),
    ...(q === undefined ? [] : [isNamed(q)]),
  ]
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

const isNamed = ({ text, isBeginning }: NameFilter): RawBuilder<unknown> =>
  isBeginning ? sql`starts_with(username, ${text})` : sql`strpos(username, ${text}) > 0`
