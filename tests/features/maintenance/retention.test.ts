import { createHash } from 'node:crypto'
import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import { retireTasks } from '../../../src/features/maintenance/tasks/retire-tasks.ts'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { blogSubject } from '../../../src/creators/blog-subject.ts'
import { postImage } from '../../../src/features/scrape/images/choose-images.ts'
import { readMediaNames, storeMedia } from '../../../src/media/media-store.ts'
import { features } from '../../../src/features/index.ts'
import { loadConfig } from '../../../src/config.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startGramdWorld } from '../gramd-world.ts'
import { findCreator, isRich, scrape } from '../scrape/scrape-world.ts'

/** Tables whose rows have a time and no retention rule, each with what keeps it from growing without end. */
const WITHOUT_RULE: Record<string, string> = {
  account_requests:
    'pruned after eight days by recover_tasks: budgets look back one day, their history seven',
  ai_gathering: 'one row for each AI kind',
  ai_holds: 'one row',
  ai_models: 'one row for each model that OpenAI lists: replaced every day',
  ai_sending: 'one row',
  api_tokens: "the operator's: kept until they are revoked",
  app_login_refusals: 'at most one row for each account; they go with it, or when it logs in',
  bindings: "the owner's: they go with their version or their post",
  blog_highlights: 'replaced by each scrape; they go with their creator',
  blog_topics: 'replaced by each analysis; they go with their creator',
  campaigns: "the team's: they go with their list",
  campaign_alerts: 'go with their campaign',
  campaign_changes: 'go with their result',
  campaign_near_misses: 'go with their campaign',
  campaign_promises: 'go with their campaign',
  campaign_reports: 'go with their campaign',
  campaign_results: "the team's: they go with their campaign",
  connection_choices: 'pruned within the hour by schedule_connection_checks',
  connection_deletions: 'few, and kept so that the page that Meta shows goes on saying so',
  connection_dialogs: 'pruned within the hour by schedule_connection_checks',
  connections: "the owner's: kept until they are removed with their data",
  cron_ticks: 'one row for each entry of the timetable',
  discovery_hashtags: "the team's: kept until they are removed",
  erased_creators: 'kept so that nobody who was erased comes back',
  erasure_key: 'one row',
  manual_categories: "the team's: they go with their creator",
  gramd_backfills: 'one row for each fill of a column that a release brought',
  gramd_migrations: 'one row for each migration',
  last_backup: 'one row',
  team_profile: 'one row',
  graph_usage: 'one row for each app and connection',
  ignored_topics: "the team's: kept until they are heeded again",
  instagram_accounts: "the operator's: kept until they are removed",
  relation_expected: "the team's: at most 1,000 names for each target, kept until they are removed",
  reading_schedule: 'one row a creator: it goes with the creator',
  story_lists: 'one row a list: it goes with the list',
  list_members: "the team's: kept until they are removed",
  lists: "the team's: kept until they are removed",
  outgoing_rows: 'go with their webhook or their creator',
  outgoing_webhooks: "the team's: they go with their list",
  refused_metrics: 'pruned within the hour by schedule_connection_checks',
  visits: 'one row of a user, who is disabled, never deleted',
  view_visits: 'one row of a user and a saved view: it goes with either',
  saved_views: "the team's: kept until they are removed; they go with their user",
  scrape_tasks_open: 'work that is to be done; it ends',
  notification_channels: 'until their user removes them or is disabled',
  notification_inboxes: 'one row per user',
  own_media: "the team's: kept until their connection is removed with its data",
  own_media_sync: 'one row for each connection',
  paused_task_types: 'one row for each type',
  pool_stops: 'one row',
  pool_switches: 'one row for each switch',
  pool_targets: 'pruned after a week by recover_tasks',
  project_advice: 'at most one row for each project and language; they go with it',
  project_versions: "the owner's: kept until they are removed",
  publishing_notices: 'one row for each thing to tell',
  publishing_accounts: 'the settings of accounts: they go with the account',
  groups: "the team's: kept until they are removed",
  glossaries: "the team's: kept until they are changed",
  team_currency: 'one row',
  team_rates: 'one row for each two currencies',
  translation_services: 'one row for each service',
  group_members: 'kept with the group and the account',
  posts: 'what the team has published, and where',
  post_captions: 'go with their post',
  executions: 'go with their post: the distance and the limits of accounts are counted by them',
  store_notices: 'a row per store and kind, of its last message',
  stores: "the owner's: kept until they are removed",
  products: "the store's: kept until they are removed",
  product_conflicts: 'kept with the product, which says what was decided',
  catalog_posts: "the store's own posts: drafts and products refer to them",
  catalog_sync_posts: 'removed with the sync',
  product_drafts: "the store's decisions: statistics and restored drafts need them",
  projects: "the owner's: kept until they are removed",
  proxies: "the operator's: kept until they are removed",
  instances: 'one row per configured name',
  postgres_server: 'one row',
  write_proof: 'no row',
  second_factors: 'at most one row for each user: kept until it is removed',
  task_events: 'pruned after a day by recover_tasks',
  tier_benchmarks: 'one row for each metric and tier',
  users: "the team's: kept, so that the audit log can name them",
  watch_readers: 'one row of a user and a watched list: it goes with the list',
  watches: 'one row a list: it goes with the list',
  webhook_subscriptions: 'one row for each connection',
  world_clock: 'one row',
}

const config = loadConfig({
  SCRAPER_API_KEY: 'a-key-for-tests-only',
  GRAMD_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
})
const rules = features.flatMap((feature) => feature.retention?.(config) ?? [])

test('every table whose rows have a time has a retention rule, or a reason to have none', async ({
  db,
}) => {
  const { rows } = await sql<{ name: string }>`
    select distinct c.relname as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace and a.attnum > 0
      and not a.attisdropped and a.atttypid = 'timestamptz'::regtype
    order by 1`.execute(db)
  const ruled = new Set<string>(rules.flatMap(({ tables }) => tables))
  const open = rows.map(({ name }) => name).filter((name) => !ruled.has(name))

  expect(open).toEqual(
    Object.keys(WITHOUT_RULE)
      .filter((name) => open.includes(name))
      .sort(),
  )
  const tables = await sql<{ name: string }>`
    select relname as name from pg_class
    where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`.execute(db)
  const all = tables.rows.map(({ name }) => name)
  expect(all).toEqual(expect.arrayContaining([...ruled, ...Object.keys(WITHOUT_RULE)]))
})

/** A creator with a post, a snapshot and so on of each age in days. */
async function ofAges(db: Db, ages: readonly number[]): Promise<string> {
  const blogId = await aBlog(db, 'somebody')
  const aged = sql`unnest(${ages}::int[]) as days`
  const then = sql`world_now() - days * interval '1 day'`
  for (const statement of [
    sql`insert into blog_posts (blog_id, platform_id, media_type, taken_at)
      select ${blogId}::uuid, days, 'photo', ${then} from ${aged}`,
    sql`insert into blog_snapshots (blog_id, scraped_at) select ${blogId}::uuid, ${then} from ${aged}`,
    sql`insert into update_runs (task_id, creators, requests, ran_at) select days, days, 0, ${then} from ${aged}`,
    sql`insert into rejected_creators (platform_id, username, rejected_at) select days, 'u' || days, ${then} from ${aged}`,
    sql`insert into ai_batches (kind, model, request_count, remote_id, status, ingested_at, files_deleted_at)
      select 'creator_insights', 'm', 1, days, 'completed', ${then}, case when days <> 401 then ${then} end from ${aged}`,
    sql`insert into relation_checks (blog_id, kinds, created_at) select ${blogId}::uuid, '{followers}', ${then} from ${aged}`,
    sql`insert into relation_members (check_id, kind, platform_id, username)
      select id, 'followers', n, 'fan' || n from relation_checks, generate_series(1, 3) n`,
    sql`insert into idempotency_keys (principal, route, key, body_hash, created_at)
      select 'operator', 'POST /', days, '', now() - days * interval '1 day' from ${aged}`,
  ])
    await statement.execute(db)
  return blogId
}

const count = async (db: Db, table: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.table(table)}`.execute(db)
  return rows[0]?.count ?? 0
}

test('posts that are too old leave the search and take their pictures along', async ({ db }) => {
  const settings = { GRAMD_POST_RETENTION_DAYS: '400' }
  const world = await startGramdWorld(db, { accounts: 0, settings })
  const blogId = await ofAges(db, [10, 401])
  await sql`update blog_posts set caption_text = 'word' || platform_id`.execute(db)
  await sql`
    update blogs set search = derived.creator_document(username, null, null, '{word10,word401}')`.execute(
    db,
  )
  const fetched = ['10', '401'].map((id, position) => {
    const bytes = Buffer.from(id)
    const sha256 = createHash('sha256').update(bytes).digest()
    return { name: postImage(id), position, sha256, bytes, width: 1, height: 1 }
  })
  await db.transaction().execute(async (tx) => {
    await storeMedia(tx, blogSubject(blogId), { known: [], fetched })
  })
  await world.services.queue.enqueue(db, retireTasks, {})

  await world.runNext('retire_tasks')

  expect(await readMediaNames(db, blogSubject(blogId))).toEqual(new Set([postImage('10')]))
  expect(await count(db, 'media')).toBe(1)
  const { rows } = await sql`
    select search @@ 'word10' as kept, search @@ 'word401' as old from blogs where id = ${blogId}`.execute(
    db,
  )
  expect(rows).toEqual([{ kept: true, old: false }])
})

test('retire_tasks forgets what is older than it is kept, table by table', async ({ db }) => {
  const settings = { GRAMD_POST_RETENTION_DAYS: '400', GRAMD_SNAPSHOT_RETENTION_DAYS: '400' }
  const world = await startGramdWorld(db, { accounts: 0, settings })
  await ofAges(db, [0, 29, 31, 89, 91, 179, 181, 364, 366, 399, 401])
  await world.services.queue.enqueue(db, retireTasks, {})

  const task = await world.runNext('retire_tasks')

  expect(task).toMatchObject({
    status: 'done',
    result: {
      removed: {
        blog_posts: 1,
        blog_snapshots: 1,
        update_runs: 9,
        rejected_creators: 5,
        relation_checks: 7,
        ai_batches: 2, // OpenAI still has files of the third
        idempotency_keys: 10,
      },
    },
  })
  expect(await count(db, 'relation_members')).toBe(4 * 3)
})

test('a scrape does not store posts that retention would delete', async ({ db }) => {
  const world = await startGramdWorld(db, { settings: { GRAMD_POST_RETENTION_DAYS: '14' } })
  const creator = findCreator(world, isRich)
  const since = world.services.clock.now().getTime() - 14 * 86_400_000
  const posts = world.sim.control.truthOf(creator.username)?.posts ?? []
  const young = posts.filter(({ takenAt }) => takenAt.getTime() > since + 3_600_000)
  expect(young.length).toBeLessThan(posts.length)

  const { task } = await scrape(db, world, creator.username)

  expect(task).toMatchObject({ status: 'done', result: { outcome: 'scraped' } })
  expect(await count(db, 'blog_posts')).toBe(young.length)
})

test('retire_tasks keeps everything whose retention time is 0', async ({ db }) => {
  const names = ['POST', 'SNAPSHOT', 'REJECTED_CREATOR', 'RELATION', 'BATCH', 'DELETED_CREATOR']
  const settings = Object.fromEntries(names.map((name) => [`GRAMD_${name}_RETENTION_DAYS`, '0']))
  const world = await startGramdWorld(db, { accounts: 0, settings })
  await ofAges(db, [0, 9_000])
  await sql`update blogs set scrape_status = 'deleted', created_at = world_now() - interval '9000 days'`.execute(
    db,
  )
  await world.services.queue.enqueue(db, retireTasks, {})

  const { result } = await world.runNext('retire_tasks')

  expect(result).toMatchObject({ removed: { update_runs: 1, idempotency_keys: 1 } })
  expect(await count(db, 'blog_posts')).toBe(2)
})

test('retire_tasks forgets creators that are gone for long, but none that a team has on a list', async ({
  db,
}) => {
  const world = await startGramdWorld(db, { accounts: 0 })
  const ids: Record<string, string> = {}
  for (const [name, scrape_status, days] of [
    ['gone', 'deleted', 366],
    ['hidden', 'private', 366],
    ['listed', 'deleted', 366],
    ['lately', 'deleted', 364],
    ['active', 'active', 366],
    ['asked', 'private', 366],
  ] as const)
    ids[name] = await aBlog(db, name, {
      scrape_status,
      fully_scraped_at: new Date(world.services.clock.now().getTime() - days * 86_400_000),
    })
  await sql`
    with made as (insert into lists (name) values ('l') returning id)
    insert into list_members (list_id, blog_id) select id, ${ids['listed']}::uuid from made`.execute(
    db,
  )
  await world.services.queue.enqueue(db, fullScrape, { blog_id: ids['asked'] ?? '' })
  await world.services.queue.enqueue(db, retireTasks, {})

  const task = await world.runNext('retire_tasks')

  expect(task).toMatchObject({ result: { removed: { blogs: 2 } } })
  const left = await db.selectFrom('blogs').select('username').orderBy('username').execute()
  expect(left.map(({ username }) => username)).toEqual(['active', 'asked', 'lately', 'listed'])
  expect(await count(db, 'persons')).toBe(4)
  expect(await count(db, 'erased_creators')).toBe(0)
})
