import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { SETTINGS } from '../../src/config.ts'
import { describeConfig } from '../../src/settings/load.ts'
import type { Db } from '../../src/db/handles.ts'
import { openSession } from '../../src/pool/state/secrets.ts'
import { expect, test } from '../fixtures/test.ts'
import { findLeaks, showError, type Leak, type Secret } from './secret-scan.ts'
import { aSeed, oddPassword, startSecretsWorld, type SecretsWorld } from './secrets-world.ts'

/** Adds a proxy and an account on it; returns the path of the account. */
async function join(
  { send }: SecretsWorld,
  proxyUrl: string,
  account: Record<string, unknown>,
): Promise<string> {
  const proxy = await send('POST', '/api/proxies', { json: { url: proxyUrl } })
  await send('POST', `/api/proxies/${proxy.id}/check`)
  const added = await send('POST', '/api/accounts', { json: { ...account, proxy_id: proxy.id } })
  expect(added).toMatchObject({ status: 201 })
  return `/api/accounts/${added.id}`
}

function memberOf({ sim }: SecretsWorld, place: number) {
  const account = sim.accounts[place]
  const proxy = sim.proxies[place]
  if (!account || !proxy) throw new Error('the stand-in is too small')
  return { ...account, proxyUrl: proxy.url }
}

/** Successful and failed logins. */
async function logIn(world: SecretsWorld): Promise<void> {
  const { sim, send, keep } = world
  const good = memberOf(world, 1)
  const seed = keep('seed that is right', aSeed())
  sim.control.requireTotp(good.username, seed)
  const password = keep('password that is right', good.password)
  const first = { username: good.username, password, totp_seed: seed }
  await send('POST', `${await join(world, good.proxyUrl, first)}/login`)

  const { username, proxyUrl } = memberOf(world, 2)
  const wrong = { username, password: keep('password that is wrong', oddPassword('wrong')) }
  await send('POST', `${await join(world, proxyUrl, wrong)}/login`)

  const third = memberOf(world, 3)
  sim.control.requireTotp(third.username, aSeed())
  keep('password beside a wrong seed', third.password)
  const other = { username: third.username, password: third.password }
  const path = await join(world, third.proxyUrl, {
    ...other,
    totp_seed: keep('seed that is wrong', aSeed()),
  })
  await send('POST', `${path}/login`)

  const fourth = memberOf(world, 4)
  sim.control.requireTwoFactor(fourth.username, '11223344')
  keep('password that waits for a code', fourth.password)
  const waiting = { username: fourth.username, password: fourth.password }
  const waits = await join(world, fourth.proxyUrl, waiting)
  await send('POST', `${waits}/login`)
  await send('POST', `${waits}/challenge`, { json: { code: keep('code', '99887766') } })
}

/** Sessions created elsewhere, and their ends. */
async function importSessions(world: SecretsWorld): Promise<void> {
  const { sim, send, keep } = world
  const fifth = memberOf(world, 5)
  const { sessionId } = sim.control.openSession(fifth.username)
  keep('sessionid that is challenged', sessionId)
  sim.control.failAccount(fifth.username, { kind: 'challenge_required' })
  const cookie = { username: fifth.username, sessionid: sessionId }
  const challenged = await join(world, fifth.proxyUrl, cookie)
  await send('POST', `${challenged}/check`)
  await send('POST', `${challenged}/challenge`, { json: { resolved: true } })

  const sixth = memberOf(world, 6)
  const file = sim.control.instagrapiSettings(sixth.username)
  keep('sessionid in a file', file.authorization_data.sessionid)
  sim.control.failAccount(sixth.username, { kind: 'login_required' })
  const path = await join(world, sixth.proxyUrl, { username: sixth.username, session_file: file })
  await send('POST', `${path}/check`)
  await send('POST', `${path}/session`, { json: { sessionid: sessionId } })
  const dead = keep('sessionid that is dead', `${sixth.username.length}00123:deadAndGone0815:27`)
  await send('POST', `${path}/session`, { json: { sessionid: dead } })

  const seventh = memberOf(world, 7)
  const last = sim.control.openSession(seventh.username)
  keep('sessionid behind a dead proxy', last.sessionId)
  sim.control.failProxy(7, { kind: 'dead' })
  const behind = { username: seventh.username, sessionid: last.sessionId }
  const cut = await join(world, seventh.proxyUrl, behind)
  for (let time = 0; time < 3; time += 1) await send('POST', `${cut}/check`)
}

/** A platform and proxies that repeat what they receive. */
async function meetEcho(world: SecretsWorld): Promise<void> {
  const { echo, send, keep, secrets } = world
  const known = (name: string): string => secrets.find((each) => each.name === name)?.value ?? ''
  const credentials = {
    username: 'echo.one',
    password: known('password that is repeated'),
    totp_seed: known('seed'),
  }
  const proxyPassword = (name: string): string => keep(`password of ${name}`, oddPassword(name))
  const first = await join(world, echo.proxyUrl('one', proxyPassword('one')), credentials)
  const sessionid = keep('sessionid that is repeated', '61000000777:rePeat3dC00kie:11')
  const cookie = { username: 'echo.two', sessionid }
  const second = await join(world, echo.proxyUrl('two', proxyPassword('two')), cookie)
  for (let time = 0; time < 6; time += 1) {
    await send('POST', `${first}/login`)
    await send('POST', `${second}/check`)
  }
  const third = keep('sessionid that is never sent', '61000000888:neverSent0815:11')
  const refused = echo.proxyUrl('refused', proxyPassword('refused'))
  const path = await join(world, refused, { username: 'echo.three', sessionid: third })
  await send('POST', `${path}/check`)
}

/** Mistakes of people, with secrets in the wrong places. */
async function sendNonsense({ send, keep }: SecretsWorld): Promise<void> {
  const password = keep('password in nonsense', oddPassword('nonsense'))
  const inUrl = encodeURIComponent(password)
  for (const url of [
    `http://user:${inUrl}@127.0.0.1:99999`,
    `ftp://user:${inUrl}@127.0.0.1:21`,
    `http://user:${inUrl}%ZZ@127.0.0.1:80`,
    password,
  ])
    await send('POST', '/api/proxies', { json: { url } })
  const sessionid = keep('sessionid in nonsense', 'noDigits%3AbeforeTheColon0815')
  for (const json of [
    { username: 'nobody', password, totp_seed: keep('seed in nonsense', 'not-base32-018-seed') },
    { username: password, password },
    { username: 'nobody', sessionid },
    { username: 'nobody', password: password.repeat(20) },
    { username: 'nobody', session_file: { authorization: sessionid, cookies: { sessionid } } },
    { username: 'nobody', session_file: `{"sessionid": "${sessionid}"` },
    { username: 'nobody', passwort: password, session_id: sessionid },
  ])
    expect((await send('POST', '/api/accounts', { json })).status).toBeGreaterThan(400)
  await send('POST', '/api/accounts', { body: `{"password": "${password}` })
  await send('GET', '/api/accounts', { token: keep('token that nobody was given', inUrl) })
}

const Token = z.object({ token: z.string() })

const Code = z.object({ welcome_code: z.string() })

const bodyOf = (text: string): unknown => JSON.parse(text.slice(text.indexOf('\n{') + 1))

/** A user who sets a password, mistypes it, signs in and gives it again. */
async function signIn({ send, keep }: SecretsWorld): Promise<void> {
  const user = { login: 'aigerim', role: 'admin' }
  const added = await send('POST', '/api/users', { json: user, isShown: true })
  const code = keep('welcome code', Code.parse(bodyOf(added.text)).welcome_code)
  const password = keep('password of a user', `${randomBytes(12).toString('hex')}-G`)
  const wrong = keep('wrong password of a user', `${randomBytes(12).toString('hex')}-H`)
  const json = { login: user.login, password }
  await send('POST', '/api/auth/welcome', { json: { code, password } })
  await send('POST', '/api/auth/login', { json: { ...json, password: wrong } })
  const session = await send('POST', '/api/auth/login', { json, isShown: true })
  const token = keep('session of a user', Token.parse(bodyOf(session.text)).token)
  const again = await send('POST', '/api/auth/elevate', {
    token,
    json: { password },
    isShown: true,
  })
  keep('elevated session of a user', Token.parse(bodyOf(again.text)).token)
}

/** Tasks, messages and analyses that fail. */
async function work(db: Db, world: SecretsWorld): Promise<void> {
  const { sim, send, keep, receivers } = world
  const made = await send('POST', '/api/tokens', {
    json: { name: 'reader', scopes: ['tasks:read'] },
    isShown: true,
  })
  const { token } = Token.parse(JSON.parse(made.text.slice(made.text.indexOf('\n{') + 1)))
  keep('named token', token)
  await send('GET', '/api/tasks', { token })
  await signIn(world)
  await send('POST', '/api/notifications/test')
  const usernames = Array.from({ length: 6 }, (_, index) => sim.world.creatorAt(index).username)
  // First without accounts whose platform repeats what it receives.
  const good = [memberOf(world, 0), memberOf(world, 1)].map(({ username }) => username)
  const found = db.selectFrom('instagram_accounts').select('id').where('username', 'in', good)
  const paths = (await found.execute()).map(({ id }) => `/api/accounts/${id}`)
  for (const path of paths) await send('POST', `${path}/pause`)
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const live = world.watch('/api/events', /event: retried/, begin)
  await begun
  await send('POST', '/api/tasks/scrape', { json: { usernames: usernames.slice(0, 1) } })
  await live
  for (const path of paths) await send('POST', `${path}/resume`)
  await send('POST', '/api/tasks/scrape', { json: { usernames } })
  await expect.poll(() => receivers.webhook.length).toBeGreaterThan(1)
  await expect.poll(() => receivers.telegram.length).toBeGreaterThan(1)
  await expect.poll(() => receivers.openai.length).toBeGreaterThan(0)
  const untried = db
    .selectFrom('scrape_tasks')
    .select('id')
    .where('task_type', 'in', ['full_scrape', 'submit_batch'])
    .where((eb) =>
      eb.or([
        eb('status', '=', 'running'),
        eb.and([eb('status', '=', 'pending'), eb('error_code', 'is', null)]),
      ]),
    )
  await expect.poll(async () => await untried.execute()).toEqual([])
}

const Paths = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })

/** What paths name, by their second part. */
async function namesByKind(db: Db): Promise<Record<string, string[]>> {
  const ids = async (
    table:
      | 'instagram_accounts'
      | 'proxies'
      | 'scrape_tasks'
      | 'blogs'
      | 'notifications'
      | 'lists'
      | 'categories'
      | 'ai_batches'
      | 'relation_checks'
      | 'relation_pair_checks'
      | 'persons'
      | 'projects'
      | 'users',
  ) => (await db.selectFrom(table).select('id').execute()).map(({ id }) => String(id))
  return {
    accounts: await ids('instagram_accounts'),
    proxies: await ids('proxies'),
    tasks: await ids('scrape_tasks'),
    blogs: await ids('blogs'),
    users: await ids('users'),
    persons: (await ids('persons')).slice(0, 2),
    notifications: await ids('notifications'),
    lists: await ids('lists'),
    batches: await ids('ai_batches'),
    relations: await ids('relation_checks'),
    pairs: await ids('relation_pair_checks'),
    categories: (await ids('categories')).slice(0, 2),
    projects: await ids('projects'),
    hashtags: ['almaty'],
    media: (await db.selectFrom('media').select('sha256').limit(1).execute()).map(({ sha256 }) =>
      sha256.toString('hex'),
    ),
  }
}

/** One of each thing that no run makes by itself; returns what paths name, by their second part. */
async function makeSomething({ db, sim, send }: Pick<SecretsWorld, 'sim' | 'send'> & { db: Db }) {
  await send('POST', '/api/lists', { json: { name: 'spring' } })
  const [a, b] = [sim.world.creatorAt(7).username, sim.world.creatorAt(8).username]
  await send('POST', '/api/relations', { json: { username: a } })
  await send('POST', '/api/relations/pairs', { json: { pairs: [{ a, b }] } })
  await send('POST', '/api/hashtags', { json: { hashtag: 'almaty', is_paused: true } })
  await send('POST', '/api/projects', { json: { name: 'spring reels' } })
  const named = await namesByKind(db)
  const blogs = (named['blogs'] ?? []).slice(0, 1)
  for (const id of named['lists'] ?? [])
    await send('POST', `/api/lists/${id}/members`, { json: { blogs } })
  for (const id of named['projects'] ?? [])
    await send('POST', `/api/projects/${id}/versions`, { json: { title: 'spring' } })
  return named
}

/** The only check has no earlier one to compare with, and nobody connected an own account. */
const isLeftOut = (path: string): boolean =>
  path === '/api/events' || path === '/api/relations/{id}/diff' || path.startsWith('/api/ig/')

/** Requests every GET route, once per value of its path parameters. */
async function askEverything(db: Db, { sim, send, answers, watch }: SecretsWorld): Promise<void> {
  const named = await makeSomething({ db, sim, send })
  const { text } = await send('GET', '/openapi.json')
  const { paths } = Paths.parse(JSON.parse(text.slice(text.indexOf('\n{') + 1)))
  const blog = named['blogs']?.[0] ?? ''
  const withIds = (path: string, id: string): string =>
    path
      .replace(/\{\w+\}/, id)
      .replace('{version}', '1')
      .replace('{blog}', blog)
  const compared = `?ids=${(named['blogs'] ?? []).slice(0, 2).join(',')}`
  const asking: Record<string, string> = {
    '/api/blogs/compare': compared,
    '/api/blogs/compare/export': compared,
    '/api/views': '?page=creators',
    '/api/search': '?q=a',
    '/api/blogs/followers': compared,
  }
  const asked = Object.keys(paths).filter((path) => 'get' in (paths[path] ?? {}))
  expect(asked.length).toBeGreaterThan(20)
  for (const path of asked) {
    if (isLeftOut(path)) continue
    const kind = (path.startsWith('/api/relations/pairs') ? 'pairs' : path.split('/')[2]) ?? ''
    const all = path.includes('{') ? (named[kind] ?? []).map((id) => withIds(path, id)) : [path]
    expect([path, all.length]).not.toEqual([path, 0])
    const isStream = path.endsWith('/{id}/events') && !path.startsWith('/api/accounts')
    for (const one of all)
      await (isStream ? watch(one, /event: snapshot/) : send('GET', one + (asking[path] ?? '')))
  }
  expect(refusedOf(answers)).toEqual([])
}

/** Answers that refuse, but for those to a wrong token and to one without a user. */
function refusedOf(answers: SecretsWorld['answers']) {
  const refused = answers
    .filter(({ place, status }) => place.startsWith('GET') && status >= 400)
    .filter(
      ({ text: body }) =>
        !/token_invalid|this token is not of a user|sign in first|no sign-in session/.test(body),
    )
  return refused.map(({ place, status }) => [place, status])
}

/** All rows of all tables, and the plain content of their sessions. */
async function readDatabase(db: Db, { config, keep }: SecretsWorld) {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db)
  const texts: { place: string; text: string }[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`
      select to_jsonb(t)::text as text from ${sql.table(name)} t`.execute(db)
    texts.push({ place: `table ${name}`, text: rows.map(({ text }) => text).join('\n') })
  }
  const accounts = await db.selectFrom('instagram_accounts').select(['id', 'session']).execute()
  for (const { id, session } of accounts) {
    if (!session) continue
    const opened = openSession(config.encryptionKeys, id, session)
    const { authorization, sessionid } = partsOf(opened)
    if (authorization) keep('authorization of a session', authorization)
    if (sessionid) keep('sessionid of a session', sessionid)
  }
  return texts
}

const partsOf = (session: string) => ({
  authorization: /Bearer IGT:2:([^"]+)/.exec(session)?.[1],
  sessionid: /"key":"sessionid","value":"([^"]+)"/.exec(session)?.[1],
})

test('no secret shows anywhere in a run in which everything goes wrong', async ({
  db,
  databaseUrl,
}) => {
  const world = await startSecretsWorld(db, databaseUrl)
  await logIn(world)
  await importSessions(world)
  await meetEcho(world)
  await sendNonsense(world)
  await work(db, world)
  await askEverything(db, world)

  const places = [
    ...(await readDatabase(db, world)),
    ...world.answers,
    { place: 'settings', text: JSON.stringify(describeConfig(SETTINGS, world.config)) },
    ...world.lines.map((text) => ({ place: 'log', text })),
    ...world.thrown.map((error) => ({ place: 'error', text: showError(error) })),
  ]
  const codes = await db.selectFrom('account_events').select('code').distinct().execute()
  expect(codes.map(({ code }) => code)).toEqual(
    expect.arrayContaining([
      'bad_credentials',
      'second_factor_refused',
      'two_factor_required',
      'challenge_required',
      'login_required',
      'proxy_failed',
      'unexpected_answer',
    ]),
  )
  expect(world.thrown.length).toBeGreaterThan(10)
  for (const endpoint of ['accounts/login', 'accounts/current_user'])
    expect([endpoint, world.echo.answered(endpoint) >= 6]).toEqual([endpoint, true])
  expect(leaksIn(places, world.secrets)).toEqual([])
  for (const secret of world.secrets) {
    world.log.info({ planted: secret.value }, 'planted')
    const line = { place: 'log', text: world.lines.at(-1) ?? '' }
    expect(leaksIn([line], [secret])).not.toEqual([])
  }
}, 240_000)

const leaksIn = (
  places: readonly { place: string; text: string }[],
  secrets: readonly Secret[],
): Leak[] => places.flatMap(({ place, text }) => findLeaks(place, text, secrets))
