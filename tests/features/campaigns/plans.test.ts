import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { alertsQuery } from '../../../src/features/campaigns/store/alerts.ts'
import { candidatesQuery } from '../../../src/features/campaigns/store/candidates.ts'
import { dueStoriesQuery } from '../../../src/features/own-media/store/own-stories.ts'
import { progressQuery } from '../../../src/features/lists/store/progress.ts'
import { creatorsQuery, resultsQuery } from '../../../src/features/campaigns/store/read-results.ts'
import { expect, test } from '../../fixtures/test.ts'

const CAMPAIGNS = 1_000

/** 1,000 campaigns of 50 creators each, who have one result there: 50,000 members of 10,000 creators. */
async function fill(db: Db): Promise<void> {
  await sql`
    with people as (insert into persons (full_name) select 'p' from generate_series(1, 10000) returning id)
    insert into blogs (person_id, username, source) select id, 'c' || row_number() over (), 'manual' from people`.execute(
    db,
  )
  await sql`
    insert into lists (name, is_campaign) select 'Campaign ' || n, true from generate_series(1, ${CAMPAIGNS}) n`.execute(
    db,
  )
  await sql`
    insert into campaigns (list_id, handles, starts_at)
    select id, '{botamkids}', world_now() - interval '9 days' from lists`.execute(db)
  await sql`
    with creators as (select id, row_number() over (order by id) as n from blogs),
    campaign as (select id, row_number() over (order by id) as n from lists)
    insert into list_members (list_id, blog_id, status)
    select campaign.id, creators.id, 'agreed'
    from campaign join creators on creators.n % 200 = campaign.n % 200`.execute(db)
  await sql`
    insert into campaign_results (list_id, blog_id, author_id, kind, platform_id, media_type, taken_at, sign)
    select list_id, blog_id, blog_id, 'post', row_number() over (), 'video', world_now(), 'mention'
    from list_members`.execute(db)
  await sql`
    insert into own_media_sync (connection_id, username)
    select uuidv7(), username from blogs limit 20`.execute(db)
  await sql`
    insert into blog_posts (blog_id, platform_id, media_type, taken_at)
    select id, n, 'photo', world_now() from blogs, generate_series(1, 5) n`.execute(db)
  await sql`
    vacuum analyze persons, blogs, lists, campaigns, list_members, campaign_results, blog_posts, own_media_sync,
      campaign_promises, campaign_changes, campaign_near_misses, campaign_alerts, campaign_codes`.execute(
    db,
  )
}

/** The tables that grow with creators and posts. */
const GROWING = /Seq Scan on (?:list_members|campaign_results|blog_posts)\b/

test('one campaign, and one creator, are found by indexes however many campaigns run', async ({
  db,
}) => {
  await fill(db)
  const list = await db.selectFrom('lists').select('id').limit(1).executeTakeFirstOrThrow()
  const blog = await db.selectFrom('blogs').select('id').limit(1).executeTakeFirstOrThrow()
  const page = await db.selectFrom('lists').select('id').limit(50).execute()
  const queries: RawBuilder<unknown>[] = [
    progressQuery(page.map(({ id }) => id)),
    creatorsQuery(list.id),
    resultsQuery(list.id),
    alertsQuery(list.id),
    candidatesQuery({ authorId: blog.id }),
    candidatesQuery({ listId: list.id }),
  ]
  for (const query of queries) {
    const plan = await planOf(db, query)
    expect(plan, plan).not.toMatch(GROWING)
  }
  // The index of parts of names finds a whole one, too, and takes a hundred times as long.
  const due = await planOf(db, dueStoriesQuery(new Date()))
  expect(due, due).toContain('blogs_platform_username_key')
})

async function planOf(db: Db, query: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}
