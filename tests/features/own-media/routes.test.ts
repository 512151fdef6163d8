import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { scheduleOwnMedia } from '../../../src/features/own-media/tasks/schedule-own-media.ts'
import { expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { aPerson, aProject, aVersion, projectsApi } from '../projects/kit.ts'
import { aConnection, aPost, graphFault, HOUR, startOwnWorld, type OwnWorld } from './kit.ts'

const Media = z.looseObject({
  id: z.string(),
  shortcode: z.string(),
  sync_status: z.string(),
  task_id: z.number().nullable(),
  metrics: z.record(z.string(), z.number().nullable()),
})
const Page = z.object({ data: z.array(Media), next_cursor: z.string().nullable() })
const Resolved = z.looseObject({
  status: z.string(),
  media: Media.nullable(),
  suggestions: z.array(z.looseObject({ version_id: z.string(), similarity: z.number() })),
})

async function plan(db: Db, world: OwnWorld): Promise<void> {
  await world.services.queue.enqueue(db, scheduleOwnMedia, {})
  await world.runAll()
}

/** An account with three posts of a user, listed and synced. */
async function aWorld(db: Db) {
  const world = await startOwnWorld(db)
  const dana = await aPerson(db, 'dana')
  const erlan = await aPerson(db, 'erlan')
  world.account.media = [1, 2, 3].map((n) =>
    aPost(`${n}`, new Date(world.clock.now().getTime() - n * HOUR), {
      type: n === 3 ? 'IMAGE' : 'REEL',
    }),
  )
  const account = await aConnection(world, dana.id)
  await plan(db, world)
  await plan(db, world)
  const ask = async (path: string, token = dana.token) =>
    await world.api.send('GET', `/api/ig/${path}`, { token })
  return { world, account, dana, erlan, ask }
}

test('posts are read by their owner and by admins, from page to page; to others they do not exist', async ({
  db,
}) => {
  const { account, erlan, ask, world } = await aWorld(db)
  const first = Page.parse(await (await ask(`${account}/media?limit=2`)).json())
  const second = Page.parse(
    await (await ask(`${account}/media?limit=2&cursor=${first.next_cursor}`)).json(),
  )
  expect([...first.data, ...second.data].map(({ shortcode }) => shortcode)).toEqual([
    'Code1',
    'Code2',
    'Code3',
  ])
  expect(first.data[0]?.metrics).toMatchObject({
    views: 1_000,
    saves: 7,
    shares: null,
    retention: null,
    avg_watch_time_ms: 6_000,
  })
  const reels = Page.parse(await (await ask(`${account}/media?type=reels`)).json())
  expect(reels.data).toHaveLength(2)

  const id = first.data[0]?.id
  const paths = [
    `${account}/media`,
    `${account}/insights`,
    `${account}/media/export`,
    `media/${id}`,
    `media/${id}/insights`,
    `media/${id}/insights/export`,
  ]
  for (const path of paths) {
    expect((await ask(path)).status, path).toBe(200)
    expect((await ask(path, erlan.token)).status, path).toBe(404)
    expect((await world.api.send('GET', `/api/ig/${path}`)).status, path).toBe(200)
  }
  const changes = [
    ['POST', `media/${id}/sync`, undefined],
    ['PATCH', `media/${id}`, { duration_ms: 1 }],
    ['POST', `${account}/sync/enqueue`, {}],
  ] as const
  for (const [method, path, json] of changes) {
    const { token } = erlan
    const answer = await world.api.send(method, `/api/ig/${path}`, { token, json })
    expect(answer.status, path).toBe(404)
  }
  expect((await ask(`media/${id}/insights/raw`)).status).toBe(403)
  const raw = await world.api.send('GET', `/api/ig/media/${id}/insights/raw`)
  expect(await raw.json()).toMatchObject({ data: [{ raw: { data: [] } }] })
})

test('a pasted link leads to its post in every form, and an unknown one is looked for', async ({
  db,
}) => {
  const { ask, world } = await aWorld(db)
  const resolve = async (permalink: string) =>
    await ask(`resolve?permalink=${encodeURIComponent(permalink)}`)
  const known = [
    'https://www.instagram.com/reel/Code1/?igsh=MWQ1ZGUx',
    'instagram.com/p/Code1',
    'https://instagram.com/our.brand/reel/Code1/',
    'http://m.instagram.com/tv/Code1/?utm_source=x#y',
    ' <https://www.instagram.com/reels/Code1/> ',
    'https://l.instagram.com/?u=https%3A%2F%2Fwww.instagram.com%2Freel%2FCode1%2F&e=x',
  ]
  for (const link of known) {
    const found = Resolved.parse(await (await resolve(link)).json())
    expect([found.status, found.media?.shortcode], link).toEqual(['found', 'Code1'])
  }
  for (const link of [
    'https://www.instagram.com/share/reel/BAabc',
    'https://example.org/p/Code1',
    'our.brand',
  ])
    expect((await problemIn(await resolve(link))).errors[0]?.field, link).toBe('permalink')

  await world.advance(10 * 60_000)
  const link = 'https://www.instagram.com/reel/CodeNew/'
  world.account.calls = []
  expect(Resolved.parse(await (await resolve(link)).json()).status).toBe('importing')
  await plan(db, world)
  expect(world.account.calls.filter((call) => call.startsWith('list'))).toEqual(['list newest'])
  expect(Resolved.parse(await (await resolve(link)).json()).status).toBe('not_yours')
  world.account.media.push(aPost('New', world.clock.now()))
  await world.advance(2 * 60_000)
  await plan(db, world)
  expect(Resolved.parse(await (await resolve(link)).json()).status).toBe('found')
})

test('a pasted link comes with versions of the same owner whose script is like the caption, until it is bound', async ({
  db,
}) => {
  const { ask, world, dana, erlan } = await aWorld(db)
  const caption = 'Green tea with thyme for long winter evenings'
  await db.updateTable('own_media').set({ caption }).where('shortcode', '=', 'Code1').execute()
  const projects = projectsApi(db)
  const aScript = async (token: string, script: string) => {
    const projectId = await aProject(projects, token)
    return { projectId, versionId: await aVersion(projects, token, projectId, { script }) }
  }
  const alike = await aScript(dana.token, `${caption}. Save the recipe!`)
  await aScript(dana.token, 'Running shoes for wet asphalt and cold mornings')
  await aScript(erlan.token, caption)
  const resolve = async (token = dana.token) =>
    Resolved.parse(await (await ask('resolve?permalink=instagram.com/p/Code1', token)).json())

  const found = await resolve()
  expect(found.suggestions).toMatchObject([
    { version_id: alike.versionId, project_id: alike.projectId, number: 1, similarity: 1 },
  ])
  expect(await resolve(erlan.token)).toMatchObject({ media: null, suggestions: [] })
  const bound = await projects.send('POST', '/api/ig/bind', {
    token: dana.token,
    json: { ...alike, igMediaId: found.media?.id },
  })
  expect(bound.status).toBe(201)
  expect((await resolve()).suggestions).toEqual([])
  expect(world.account.calls.filter((call) => call.startsWith('list'))).toHaveLength(1)
})

test('a sync that a person asks for runs at once, and says its task and its end', async ({
  db,
}) => {
  const { account, ask, dana, world } = await aWorld(db)
  const [post] = Page.parse(await (await ask(`${account}/media`)).json()).data
  const id = post?.id ?? ''
  const sync = async () =>
    z
      .object({ result: z.string(), task_id: z.number() })
      .parse(await (await world.api.send('POST', `/api/ig/media/${id}/sync`, dana)).json())
  const asked = await sync()
  expect([asked.result, (await sync()).result]).toEqual(['created', 'already_open'])
  const queued = Media.parse(await (await ask(`media/${id}`)).json())
  expect([queued.sync_status, queued.task_id]).toEqual(['queued', asked.task_id])

  world.account.faults = [graphFault('throttled', { metaCode: 80_002 })]
  expect(await world.run('sync_own_media')).toMatchObject({
    id: asked.task_id,
    status: 'done',
    priority: 1,
    result: { status: 'rate_limited' },
  })
  const limited = Media.parse(await (await ask(`media/${id}`)).json())
  expect([limited.sync_status, limited['sync_error']]).toEqual([
    'rate_limited',
    'Meta refused it (throttled)',
  ])
  const all = await world.api.send('POST', `/api/ig/${account}/sync/enqueue`, {
    ...dana,
    json: { days: 1 },
  })
  expect([all.status, await all.json()]).toEqual([202, { posts: 3, queued: 3 }])
})

test('the metrics of a post have a history, growth per hour, and reasons for what is missing', async ({
  db,
}) => {
  const { account, ask, dana, world } = await aWorld(db)
  const [post] = Page.parse(await (await ask(`${account}/media`)).json()).data
  const id = post?.id ?? ''
  await world.advance(HOUR)
  world.account.insights = () => ({
    metrics: { views: 1_600, reach: 900 },
    gaps: {},
    isFinal: false,
    raw: {},
  })
  await world.api.send('POST', `/api/ig/media/${id}/sync`, dana)
  await world.run('sync_own_media')
  await world.api.send('PATCH', `/api/ig/media/${id}`, { ...dana, json: { duration_ms: 12_000 } })
  const Insights = z.looseObject({
    media: z.looseObject({
      missing: z.array(z.looseObject({ metric: z.string(), reason: z.string() })),
    }),
    growth: z.array(z.looseObject({ views: z.number().nullable(), likes: z.number().nullable() })),
    data: z.array(z.looseObject({ metrics: z.record(z.string(), z.number().nullable()) })),
  })
  const insights = Insights.parse(await (await ask(`media/${id}/insights`)).json())

  expect(insights.data.map(({ metrics }) => [metrics['views'], metrics['retention']])).toEqual([
    [1_600, null],
    [1_000, 0.5],
  ])
  expect(insights.growth.map(({ views, likes }) => [views, likes])).toEqual([
    [1_000, 50],
    [600, null],
  ])
  expect(insights.media.missing.find(({ metric }) => metric === 'shares')?.reason).toBe('not_sent')
  const csv = await (await ask(`media/${id}/insights/export`)).text()
  expect(csv.split('\r\n').map((line) => line.split(',')[3])).toEqual([
    '"views"',
    '1600',
    '1000',
    undefined,
  ])
  const days = await (await ask(`${account}/insights`)).json()
  expect(days).toMatchObject({
    audience: { day: '2026-10-31', by: { city: { Almaty: 40 } } },
    data: [{ day: '2026-10-31', metrics: { reach: 70 } }, { day: '2026-10-30' }],
  })
})
