import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { startGraphStandIn } from '../../../sim/graph/index.ts'
import { startInstagramSim } from '../../../sim/instagram/index.ts'
import { connectBrand, graphSettingsOf } from '../../../sim/own-media/connect-brands.ts'
import { postOf, type PlannedAccount } from '../../../sim/publishing/accounts.ts'
import { judge } from '../../../sim/publishing/judge.ts'
import { captionOf, type PlannedPost } from '../../../sim/publishing/posts.ts'
import { createPublishingReferee } from '../../../sim/publishing/referee.ts'
import { reservePort } from '../../../sim/run/port.ts'
import { startTranslationStandIn } from '../../../sim/translation/index.ts'
import type { Db } from '../../../src/db/handles.ts'
import { listenHttp } from '../../../src/http/server.ts'
import { addAccount } from '../../../src/pool/accounts/accounts-store.ts'
import { addProxy } from '../../../src/pool/proxies/store/proxies/proxies.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { runNext, stoppedTime, testServices } from '../gramd-world.ts'
import { Post, startPosting } from './posts-world.ts'

const POOL = 4
const CONNECTED = 2
const LANGUAGES = ['en', 'ru', 'kk'] as const

/** Accounts of both routes in one group, two of each language, on all stand-ins. */
async function startWorld(db: Db) {
  const { clock, advance } = await stoppedTime(db)
  const referee = createPublishingReferee({ postOf, postsPerDay: () => 10 })
  const watched = { seed: 'many', clock, publishingWatch: referee }
  const instagram = await startInstagramSim({ ...watched, accounts: POOL, proxies: POOL })
  const graph = await startGraphStandIn({ ...watched, brands: { count: CONNECTED, posts: 3 } })
  const translation = await startTranslationStandIn()
  const folder = await mkdtemp(join(tmpdir(), 'gramd-many-'))
  const { port, release } = await reservePort(0)
  const services = testServices(db, clock, instagram, {
    settings: {
      ...graphSettingsOf(graph),
      GRAMD_PUBLIC_URL: `http://127.0.0.1:${port}`,
      GRAMD_UPLOADS_DIR: folder,
      META_EXTRA_RIGHTS: 'instagram_content_publish,instagram_manage_comments',
      DEEPL_API_KEY: translation.deeplKey,
      DEEPL_BASE_URL: translation.url,
    },
  })
  onTestFinished(async () => {
    await Promise.all([instagram.close(), graph.close(), translation.close()])
    await rm(folder, { recursive: true })
  })
  const run = async (type: string) => await runNext(services, type)
  const posting = await startPosting(db, { services, runNext: run, advance }, async (routers) => {
    const api = anApi(db, routers)
    const server = await listenHttp(api.app, { host: '127.0.0.1', port })
    onTestFinished(async () => await server.close(0))
    return api
  })
  await release()
  const { config, poolContext, connections } = services
  for (const [at, account] of instagram.accounts.entries()) {
    const proxy = await addProxy(db, config.encryptionKeys, {
      url: instagram.proxies[at]?.url ?? '',
    })
    await addAccount(poolContext, { ...account, proxyId: proxy.id, purpose: 'publish' })
  }
  if (!connections) throw new Error('no app of Meta is configured')
  for (let at = 1; at <= CONNECTED; at += 1)
    await connectBrand(connections, graph, { person: `brand-${at}` })
  return { ...posting, db, clock, instagram, graph, referee, run, ...(await group(db)) }
}

async function group(db: Db): Promise<{ groupId: string; accounts: PlannedAccount[] }> {
  await sql`
    insert into publishing_accounts (account_id, connection_id, warmup_stage, language)
    select account_id, connection_id, 3, (${LANGUAGES}::text[])[1 + (row_number() over () - 1) % 3]
    from (select id as account_id, null::uuid as connection_id from instagram_accounts
      union all select null, id from connections) one`.execute(db)
  const { rows: made } = await sql<{ id: string }>`
    with its_group as (insert into groups (name) values ('All') returning id),
    members as (
      insert into group_members (group_id, publishing_account_id) select g.id, p.id from its_group g, publishing_accounts p
    )
    select id from its_group`.execute(db)
  const { rows } = await sql<{ username: string; kind: string; language: string }>`
    select username, kind, language from derived.publishing_accounts`.execute(db)
  const accounts = rows.map(({ username, kind, language }): PlannedAccount => {
    const route = kind === 'pool' ? 'private' : 'official'
    return { username, route, group: 'All', language, ageDays: 400, postsPerDay: 10 }
  })
  return { groupId: made[0]?.id ?? '', accounts }
}

test('one click publishes a post on six accounts of both routes, on each in its language, once and by the rules', async ({
  db,
}) => {
  const world = await startWorld(db)
  const planned: PlannedPost[] = [1, 2].map((number) => ({
    number,
    type: 'photo',
    groups: ['All'],
    at: 0,
  }))
  const ids: string[] = []
  for (const post of planned) {
    const media = [{ upload_id: await world.picture(post.number === 1 ? 'teal' : 'olive') }]
    const draft = { caption: captionOf(post), language: 'en', media, groups: [world.groupId] }
    const id = await world.draft(draft)
    await world.send('POST', `/api/posts/${id}/translate`)
    await world.run('translate_post')
    expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(202)
    ids.push(id)
  }
  await world.publishAll()

  for (const id of ids)
    expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({
      status: 'completed',
      executions: { success: 6 },
    })
  expect(await judge(world, planned)).toEqual({
    ends: { success: 12 },
    reasons: {},
    retries: 0,
    wrong: [],
  })
  expect(world.referee.violations()).toEqual([])
  expect(world.instagram.referee.violations()).toEqual([])
  expect(world.graph.control.violations()).toEqual([])
  const [gaps] = world.referee.spreads().values()
  expect(gaps).toHaveLength(5)

  // The comparison finds each kind of lie.
  const [first] = world.accounts
  const spoiled = { ...first, language: first?.language === 'ru' ? 'kk' : 'ru' } as PlannedAccount
  const others = world.accounts.slice(1)
  expect((await judge({ ...world, accounts: [spoiled, ...others] }, planned)).wrong).toHaveLength(2)
  expect((await judge({ ...world, accounts: others }, planned)).wrong).toHaveLength(2)
  await sql`
    update executions set status = 'failed', error_message = null where id in (select id from executions limit 1)`.execute(
    db,
  )
  expect((await judge(world, planned)).wrong).toEqual([
    expect.stringContaining('does not say why'),
    expect.stringContaining('is there 1 times'),
  ])
  await sql`delete from executions where status = 'failed'`.execute(db)
  expect((await judge(world, planned)).wrong).toEqual([
    expect.stringContaining('nobody has ordered it'),
  ])
})
