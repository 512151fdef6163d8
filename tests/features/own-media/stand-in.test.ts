import { sql } from 'kysely'
import { z } from 'zod'
import { connectBrand, graphSettingsOf } from '../../../sim/own-media/connect-brands.ts'
import { startGraphStandIn, type GraphStandIn } from '../../../sim/graph/index.ts'
import { onTestFinished } from 'vitest'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { HOUR, plan, posts, startOwnWorld } from './kit.ts'

test('posts and metrics of a connected account are those of the stand-in, through faults and a killed attempt', async ({
  db,
}) => {
  const standIns: GraphStandIn[] = []
  const world = await startOwnWorld(db, async (clock) => {
    const started = await startGraphStandIn({ seed: 'own', clock })
    standIns.push(started)
    return graphSettingsOf(started)
  })
  const { clock, services } = world
  const [standIn] = standIns
  if (!standIn || !services.connections) throw new Error('no stand-in')
  onTestFinished(async () => await standIn.close())
  const { control } = standIn
  control.set({ lagHours: 0 })
  const { username } = await connectBrand(services.connections, standIn, { person: 'brand' })
  await plan(db, world)
  await world.runAll()

  const truth = control.truth.posts(username)
  expect(new Set((await posts(db)).map(({ platform_id }) => platform_id))).toEqual(
    new Set(truth.map(({ id }) => id)),
  )
  const added = control.addPost(username, { caption: 'Fresh tea #gramd', type: 'VIDEO' })
  await world.advance(31 * 60_000)
  control.addFault({ kind: 'html', path: '/insights', times: 1 })
  control.addFault({ kind: 'truncate', path: '/insights', times: 1 })
  await plan(db, world)
  await world.runAll()
  await plan(db, world)
  // A worker that is killed in the middle leaves its task running, and nothing of the post.
  await sql`update scrape_tasks_open set status = 'running', lease_owner = 'killed', fencing_token = fencing_token + 1,
    lease_until = clock_timestamp() - interval '1 minute' where task_type = 'sync_own_media'`.execute(
    db,
  )
  await world.rescue()
  await world.runAll()

  const { rows } = await sql<{ snapshots: number; views: number; at: Date }>`
    select count(*) over ()::int as snapshots, (i.metrics ->> 'views')::float8 as views, i.collected_at as at
    from media_insights i join own_media m on m.id = i.media_id where m.platform_id = ${added.id}`.execute(
    db,
  )
  const [snapshot] = rows
  if (!snapshot) throw new Error('the new post has no snapshot')
  expect(snapshot.snapshots).toBe(1)
  const { least, most } = control.truth.range(
    added.id,
    'views',
    snapshot.at.getTime(),
    clock.now().getTime(),
  )
  expect(snapshot.views).toBeGreaterThanOrEqual(least)
  expect(snapshot.views).toBeLessThanOrEqual(most)
  expect(control.violations()).toEqual([])

  // The same account is in a campaign: its stories are read before they end.
  const blogId = await aBlog(db, username)
  await sql`update own_media_sync set next_list_at = 'infinity', next_insights_at = 'infinity'`.execute(
    db,
  )
  await sql`update own_media set next_sync_at = null`.execute(db)
  await sql`
    with list as (insert into lists (name, is_campaign) values ('Winter', true) returning id)
    insert into list_members (list_id, blog_id, status) select id, ${blogId}, 'agreed' from list`.execute(
    db,
  )
  await plan(db, world)
  expect(await world.runAll()).toEqual(['read_own_stories'])
  await world.advance(23 * HOUR)
  await plan(db, world)
  expect(await world.runAll()).toEqual(['read_own_stories'])
  const stories = await db.selectFrom('own_stories').selectAll().execute()
  expect(stories).toHaveLength(2)
  for (const { platform_id, metrics, read_at: readAt } of stories) {
    const at = readAt?.getTime() ?? 0
    const { least, most } = control.truth.range(platform_id, 'reach', at, at)
    expect(z.object({ reach: z.int().min(least).max(most) }).parse(metrics)).toBeDefined()
  }
  expect(control.violations()).toEqual([])
})
