import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { retireTasks } from '../../../src/features/maintenance/tasks/retire-tasks.ts'
import { publishing } from '../../../src/features/publishing/feature.ts'
import { checkPublishers } from '../../../src/features/publishing/upkeep/check-publishers.ts'
import { careForConnection } from '../../../src/connections/care.ts'
import { addProxy } from '../../../src/pool/proxies/store/proxies/proxies.ts'
import { checkProxy } from '../../../src/pool/work/proxy-care.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { startJsonOrigin } from '../../platforms/instagram/origin.ts'
import { aPicture, aVideo, startOfficialWorld } from './official-world.ts'
import { startPostsWorld, type PostsWorld } from './posts-world.ts'

const Line = z.object({
  username: z.string().nullable(),
  proxy: z.string().nullable(),
  action: z.string(),
  status: z.string(),
  execution_id: z.uuid().nullable(),
  details: z.record(z.string(), z.unknown()),
  requests: z.array(
    z.object({
      method: z.string(),
      url: z.string(),
      status: z.int().nullable(),
      sent_bytes: z.int().nullable(),
      received_bytes: z.int().nullable(),
      answer: z.string().nullable(),
    }),
  ),
})
const Log = z.object({ data: z.array(Line) })

type Reading = Pick<PostsWorld, 'services'>

/** As who runs gramd reads it, and as editors do. */
async function linesOf({ services }: Reading, query = ''): Promise<z.output<typeof Line>[]> {
  const routers = [publishing.routes?.(services) ?? []].flat()
  const answer = await anApi(services.db, routers).send('GET', `/api/logs?limit=200${query}`)
  return Log.parse(await answer.json()).data
}
const editorsLines = async (world: Pick<PostsWorld, 'get'>, query = '') =>
  (await world.get(`/api/logs?limit=200${query}`, Log)).data

const signal = new AbortController().signal

/** The account and proxy of the pool of this name. */
async function pooled(db: Db, username: string): Promise<{ id: string; proxyId: string }> {
  const { rows } = await sql<{ id: string; proxyId: string }>`
    select id, proxy_id as "proxyId" from instagram_accounts where username = ${username}`.execute(
    db,
  )
  if (!rows[0]) throw new Error(`no account ${username}`)
  return rows[0]
}

const briefly = ({ username, proxy, action, status }: z.output<typeof Line>) => ({
  username,
  proxy,
  action,
  status,
})

test('logins and checks of accounts that publish have lines with what was sent, those of readers none', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const [name = '', reader = ''] = world.usernames
  await sql`update instagram_accounts set purpose = 'read' where username = ${reader}`.execute(db)
  const { pool } = world.services
  for (const username of [name, reader]) {
    const { id } = await pooled(db, username)
    await pool.logIn(id, signal)
    await pool.checkAccount(id, signal)
  }
  const whose = { username: name, proxy: null, status: 'ok' }
  const lines = await editorsLines(world)
  expect(lines.map(briefly)).toEqual([
    { ...whose, action: 'check_account' },
    { ...whose, action: 'login' },
  ])
  const [check, login] = lines
  expect(check?.requests).toMatchObject([
    { method: 'GET', url: 'i.instagram.com/api/v1/accounts/current_user/', status: 200 },
  ])
  expect(login?.requests.map(({ url }) => url)).toContain('i.instagram.com/api/v1/accounts/login/')
  expect(login?.execution_id).toBeNull()
})

test('a login that cannot begin sends nothing, and has no line', async ({ db }) => {
  const world = await startPostsWorld(db, {
    accounts: 1,
    settings: { GRAMD_LOGINS_PER_DAY: '1' },
  })
  const { id } = await pooled(db, world.usernames[0] ?? '')
  await world.services.pool.logIn(id, signal)
  await expect(world.services.pool.logIn(id, signal)).rejects.toThrow()
  expect((await linesOf(world)).map(({ action }) => action)).toEqual(['login'])
})

test('looks at proxies have lines: of the one account, or of the proxy alone; editors see none', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 3 })
  const [name = '', other = '', reader = ''] = world.usernames
  await sql`update instagram_accounts set purpose = 'read' where username = ${reader}`.execute(db)
  const { poolContext } = world.services
  const { proxyId } = await pooled(db, name)
  const { proxyId: read } = await pooled(db, reader)
  const url = new URL(world.sim.proxies[0]?.url ?? '')
  const spare = await addProxy(db, poolContext.keys, {
    url: 'http://somebody:nobody-knows-this@127.0.0.1:1',
    label: 'spare-1',
  })
  for (const id of [proxyId, read, spare.id]) await checkProxy(poolContext, id, signal)
  await sql`
    update instagram_accounts set proxy_id = ${proxyId}::uuid where username = ${other}`.execute(db)
  await checkProxy(poolContext, proxyId, signal)

  const action = 'check_proxy'
  const lines = await linesOf(world)
  expect(lines.map(briefly)).toEqual([
    { username: null, proxy: url.host, action, status: 'connected' },
    { username: null, proxy: 'spare-1', action, status: 'failed' },
    { username: name, proxy: url.host, action, status: 'connected' },
  ])
  expect(lines[0]?.details).toEqual({ latency_ms: expect.any(Number) })
  expect(lines[1]?.details).toMatchObject({ code: 'proxy_failed' })
  for (const query of ['', '&action=check_proxy', '&status=connected'])
    expect(await editorsLines(world, query)).toEqual([])
})

test('check_publishers leaves lines of what it looked at', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  await world.services.queue.enqueue(db, checkPublishers, {})
  await world.runNext('check_publishers')
  expect(
    (await linesOf(world)).map(({ username, status }) => `${username} ${status}`).toSorted(),
  ).toEqual(world.usernames.map((name) => `${name} connected`).toSorted())
})

test('a look at a connected account in a group has a line', async ({ db }) => {
  const world = await startOfficialWorld(db)
  const { connections } = world.services
  const { rows } = await sql<{ id: string }>`select id from connections`.execute(db)
  if (!connections || !rows[0]) throw new Error('nothing is connected')
  const look = async (): Promise<unknown> =>
    await careForConnection(connections, connections.use, rows[0]?.id ?? '', signal)
  await look()
  const lines = await linesOf(world)
  const [name = null] = world.usernames
  expect(lines.map(briefly)).toEqual([
    { username: name, proxy: null, action: 'check_account', status: 'ok' },
  ])
  expect(lines[0]?.requests[0]).toMatchObject({ method: 'GET', status: 200 })
  expect(lines[0]?.requests[0]?.url).toMatch(/\/debug_token$/)
  // Nobody publishes on it any more.
  await sql`delete from group_members`.execute(db)
  await look()
  expect(await linesOf(world)).toHaveLength(1)
})

test('a line that cannot be kept fails neither a login nor a look at a proxy', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  await sql`alter table publication_log add constraint full_disk check (action = 'upload')`.execute(
    db,
  )
  const { id, proxyId } = await pooled(db, world.usernames[0] ?? '')
  await world.services.pool.logIn(id, signal)
  expect(await checkProxy(world.services.poolContext, proxyId, signal)).toMatchObject({ ok: true })
  expect(await linesOf(world)).toEqual([])
})

test('each step of a publication tells what it sent, and not of the login before it', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'One', media, accounts: world.accounts })
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishAll()
  const [upload] = await linesOf(world, `&post=${id}&action=upload`)
  const [commit] = await linesOf(world, `&post=${id}&action=commit`)
  expect(upload?.requests).toMatchObject([{ method: 'POST', status: 200, answer: null }])
  expect(upload?.requests[0]?.url).toMatch(/^i\.instagram\.com\/rupload_igphoto\/\w+$/)
  expect(upload?.requests[0]?.sent_bytes).toBeGreaterThan(500)
  expect(commit?.requests).toMatchObject([
    { method: 'POST', url: 'i.instagram.com/api/v1/media/configure/', sent_bytes: null },
  ])
})

test('steps of the official route tell what they sent, without the proof of the app’s secret', async ({
  db,
}) => {
  const world = await startOfficialWorld(db)
  const [file] = await world.media(aVideo())
  const id = await world.draft({ caption: 'One', media: [file], accounts: world.accounts })
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishAll()
  const lines = await linesOf(world, `&post=${id}`)
  const sent = lines.flatMap(({ requests }) => requests)
  expect(sent.map(({ url }) => url.replace(/^[^/]+/, ''))).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/\/media$/),
      expect.stringMatching(/\/media_publish$/),
      expect.stringMatching(/\?fields=status_code,status,video_status$/),
    ]),
  )
  expect(sent.every(({ url, answer }) => !url.includes('proof') && answer === null)).toBe(true)
})

const PLANTED = {
  cookie: 'Cookie: ds_user=planted-1; mid=planted-2',
  session: 'sessionid=planted-3%3Aabc',
  query: 'https://graph.example/v1?access_token=planted-4&fields=id',
  body: '{"access_token":"planted-5"}',
  password: '"password":"planted-6"',
  proxy: 'http://planted-7:planted-8@proxy.example:8080',
  signed: 'https://cdn.example/a.jpg?oh=planted-9&oe=planted-10',
  signature: 'signature=planted-11',
}
const MESSAGE = `It says ${Object.values(PLANTED).join(' and ')}.`

/** Everything that is stored of actions, and everything that is shown of it. */
async function everything(world: Reading): Promise<string> {
  const { rows } = await sql`select to_jsonb(l)::text as line from publication_log l`.execute(
    world.services.db,
  )
  return JSON.stringify([rows, await linesOf(world)])
}

test('nothing secret that an answer of Meta repeats is stored or shown', async ({ db }) => {
  const world = await startOfficialWorld(db)
  world.standIn.control.addFault({ kind: 'error', path: '/media$', code: 100, message: MESSAGE })
  const [file] = await world.media(await aPicture('teal'))
  const id = await world.draft({ caption: 'One', media: [file], accounts: world.accounts })
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishDue()
  const [line] = await linesOf(world, `&post=${id}&action=upload`)
  expect(line?.requests.at(-1)?.answer).toMatch(/It says .*\*\*\*/)
  const all = await everything(world)
  expect(all).not.toContain('planted')
  // Nor what was sent: the address of the file is signed.
  expect(all).not.toMatch(/appsecret_proof|api\/public\/uploads|Bearer/)
})

test('nothing secret that an answer of the private API repeats is stored or shown', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { id, proxyId } = await pooled(db, world.usernames[0] ?? '')
  const [own] = world.sim.accounts
  // A proxy that answers everything itself.
  const words = `${MESSAGE} ${own?.password}`
  const origin = await startJsonOrigin({
    status: 'fail',
    message: words,
    two_factor_info: { obfuscated_phone_number: 'planted-13' },
    challenge: { url: 'https://i.instagram.com/challenge/planted-14/', api_path: '/planted-15/' },
  })
  const { keys } = world.services.poolContext
  const proxy = await addProxy(db, keys, { url: origin.url.replace(':pass@', ':planted-12@') })
  await sql`
    update instagram_accounts set proxy_id = ${proxy.id}::uuid where id = ${id}::uuid`.execute(db)
  await sql`delete from proxies where id = ${proxyId}::uuid`.execute(db)
  await expect(world.services.pool.logIn(id, signal)).rejects.toThrow()
  await origin.close()

  const [line] = await linesOf(world, '&action=login')
  expect(line?.status).toBe('thrown')
  expect(line?.requests.at(-1)?.answer).toMatch(/It says .*\*\*\*/)
  const all = await everything(world)
  expect(all).not.toContain('planted')
  expect(all).not.toContain(own?.password)
})

test('lines of logins and proxies are deleted when they are old enough', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { id, proxyId } = await pooled(db, world.usernames[0] ?? '')
  await world.services.pool.logIn(id, signal)
  await checkProxy(world.services.poolContext, proxyId, signal)
  await sql`
    update publication_log set at = world_now() - interval '181 days' where action = 'login'`.execute(
    db,
  )
  await world.services.queue.enqueue(db, retireTasks, {})
  await world.runNext('retire_tasks')
  expect((await linesOf(world)).map(({ action }) => action)).toEqual(['check_proxy'])
})
