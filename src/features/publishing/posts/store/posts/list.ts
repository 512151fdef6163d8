import { sql } from 'kysely'
import { literalLike } from '../../../../../base/text.ts'
import type { Db } from '../../../../../db/handles.ts'
import type { PostState } from '../../post-states.ts'
import { AUTHOR, COLUMNS, type PostRow } from './posts.ts'

export type PostFilter = {
  status?: PostState | undefined
  authorId?: string | undefined
  /** A part of the caption, in any case. */
  text?: string | undefined
  /** Scheduled from then on, and before. */
  from?: Date | undefined
  until?: Date | undefined
  /** Published on this account. */
  accountId?: string | undefined
}

/** The accesses of one account, by the id of any of them. */
const accessesOf = (accountId: string) => sql`
  select a.id from publishing_accounts a where ${accountId}::uuid in (a.id, a.account_id, a.connection_id)`

const publishedOn = (accountId: string) => sql`
  select e.post_id from executions e
  where e.publishing_account_id in (${accessesOf(accountId)}) and e.status = 'success'`

type Page = { after?: string | undefined; limit: number }

/** The conditions on a post `p`, beside its times and the account that it was published on. */
const conditionsOn = ({ status, authorId, text }: PostFilter, after: string | undefined) => sql`
  ${after === undefined ? sql`true` : sql`p.id < ${after}::uuid`}
  ${status === undefined ? sql`` : sql`and p.status = ${status}`}
  ${text === undefined ? sql`` : sql`and lower(p.caption) like ${`%${literalLike(text.toLowerCase())}%`}`}
  ${authorId === undefined ? sql`` : sql`and p.author_id = ${authorId}::uuid`}`

/**
 * Posts of a part of the calendar: there are some hundred, which are found before they are
 * ordered.
 */
const timedPart = ({ from, until, accountId }: PostFilter) => sql`
  select p.id, p.status, p.caption, p.author_id from posts p where p.scheduled_at is not null
    ${accountId === undefined ? sql`` : sql`and p.id in (${publishedOn(accountId)})`}
    ${from === undefined ? sql`` : sql`and p.scheduled_at >= ${from}`}
    ${until === undefined ? sql`` : sql`and p.scheduled_at < ${until}`}`

/** The newest posts of each access of an account, by their index: an account may have thousands. */
function publishedPart(accountId: string, filter: PostFilter, { after, limit }: Page) {
  const { status, authorId, text } = filter
  const isFiltered = [status, authorId, text].some((each) => each !== undefined)
  return sql`
    select p.* from (
      select distinct e.post_id from (${accessesOf(accountId)}) a cross join lateral (
        select e.post_id from executions e
        where e.publishing_account_id = a.id and e.status = 'success'
          ${after === undefined ? sql`` : sql`and e.post_id < ${after}::uuid`}
          ${
            isFiltered
              ? sql`and exists (
            select from posts p where p.id = e.post_id and ${conditionsOn(filter, after)})`
              : sql``
          }
        order by e.post_id desc limit ${limit}) e
      order by e.post_id desc limit ${limit}) e
    join posts p on p.id = e.post_id`
}

function partOf(filter: PostFilter, page: Page) {
  const { from, until, accountId } = filter
  if (from !== undefined || until !== undefined) return timedPart(filter)
  return accountId === undefined ? undefined : publishedPart(accountId, filter, page)
}

/**
 * The groups by which people know the accounts of the posts of `page`, for all posts together:
 * looked up for each, the groups of all accounts are read for each.
 */
const MARKS = sql`
  targets as materialized (
    select page.id as post_id, t.group_id, t.publishing_account_id from page
    cross join lateral (select * from post_targets where post_id = page.id offset 0) t
  ),
  known as materialized (
    select distinct on (m.publishing_account_id) m.publishing_account_id, m.group_id
    from group_members m
    where m.publishing_account_id in (select publishing_account_id from targets where group_id is null)
    order by 1, 2
  ),
  marks as materialized (
    select t.post_id, jsonb_agg(distinct jsonb_build_object('name', g.name, 'colour', g.colour, 'shape', g.shape))
      as group_marks
    from targets t
    left join known on known.publishing_account_id = t.publishing_account_id
    join groups g on g.id = coalesce(t.group_id, known.group_id)
    group by t.post_id
  )`

/** The newest first. */
export async function listPosts(db: Db, filter: PostFilter, page: Page): Promise<PostRow[]> {
  const part = partOf(filter, page)
  const { rows } = await sql<PostRow>`
    with ${part ? sql`part as materialized (${part}),` : sql``}
    page as materialized (
      select p.id from ${part ? sql`part` : sql`posts`} p
      where ${conditionsOn(filter, page.after)} order by p.id desc limit ${page.limit}
    ),
    ${MARKS}
    select ${COLUMNS}, coalesce(marks.group_marks, '[]') as group_marks
    from page join posts p on p.id = page.id ${AUTHOR} left join marks on marks.post_id = p.id
    order by p.id desc`.execute(db)
  return rows
}
