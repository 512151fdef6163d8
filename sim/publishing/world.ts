import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { features } from '../../src/features/index.ts'
import type { Services } from '../../src/features/services.ts'
import { createApp } from '../../src/http/app.ts'
import { listenHttp } from '../../src/http/server.ts'
import { createAdjustableClock, type AdjustableClock } from '../adjustable-clock.ts'
import { startGraphStandIn, type GraphStandIn } from '../graph/index.ts'
import { startInstagramSim, type InstagramSim } from '../instagram/index.ts'
import { connectBrand, graphSettingsOf } from '../own-media/connect-brands.ts'
import { createSharedDatabase } from '../run/database.ts'
import { startGramdHere } from '../run/gramd-here.ts'
import { reservePort } from '../run/port.ts'
import { startTranslationStandIn, type TranslationStandIn } from '../translation/index.ts'
import { planAccounts, postOf, postsPerDay, type PlannedAccount } from './accounts.ts'
import { createPublishingReferee, type PublishingReferee } from './referee.ts'

/** A Monday, ten in the morning where the accounts are. */
const START = Date.UTC(2026, 10, 2, 6)
const API_KEY = 'key-of-the-run-on-stand-ins'
/** Where the accounts are; the stand-in knows it as a distance to UTC. */
const ZONE = 'Asia/Dubai'
const ZONE_MINUTES = 4 * 60
const ACTIVE = { setting: '07:00-23:00', from: 7 * 60, to: 23 * 60 }
const RIGHTS = 'instagram_content_publish,instagram_manage_comments'
/** The time that a request takes from gramd to a stand-in, in real time. */
const REQUEST_MS = 60

/** A request to the API of gramd, over its socket. Throws for an answer that is no success. */
type Send = <Shape extends z.ZodType>(
  method: string,
  path: string,
  shape: Shape,
  body?: object,
) => Promise<z.output<Shape>>

/** gramd of this process with three stand-ins and accounts to publish on, in groups. */
export type PublishingWorld = {
  db: Db
  services: Services
  clock: AdjustableClock
  instagram: InstagramSim
  graph: GraphStandIn
  referee: PublishingReferee
  send: Send
  accounts: readonly PlannedAccount[]
  /** Their ids to publish on, by username. */
  idOf(username: string): string
  /** The ids of groups, by name. */
  groupOf(name: string): string
  [Symbol.asyncDispose](): Promise<void>
}

export type PublishingWorldOptions = {
  pool: number
  official: number
  groups: number
  languages: readonly string[]
  /** World time by real time while something is done. */
  speed: number
}

const Id = z.looseObject({ id: z.uuid() })
const Accounts = z.object({ data: z.array(z.looseObject({ id: z.uuid(), username: z.string() })) })

export async function startPublishingWorld(
  options: PublishingWorldOptions,
): Promise<PublishingWorld> {
  await using stack = new AsyncDisposableStack()
  const { speed } = options
  const database = await createSharedDatabase('.gramd/publishing')
  stack.defer(async () => await database.stop())
  const db = openDatabase({ url: database.url, max: 20, onIdleError: () => undefined })
  stack.defer(async () => await db.destroy())
  await migrate(db)
  const time = { worldAt: START, realAt: Date.now(), speed }
  await setWorldTime(db, time)
  const clock = createAdjustableClock(time)
  const accounts = planAccounts(options)
  const referee = createPublishingReferee({
    postOf,
    postsPerDay: (username, at) => postsPerDay(accounts, username, (at - START) / 86_400_000),
    isActive,
    limits: { toleranceMs: REQUEST_MS * speed },
  })
  const { instagram, graph, translation } = await startStandIns(options, { clock, referee, stack })
  nameAccounts(accounts, instagram)
  const { services, url } = await startGramd({ db, clock, instagram, graph, translation, stack })
  const send = sender(url)
  const ids = await furnish({ options, services, accounts, instagram, graph, send })
  const resources = stack.move()
  return {
    db,
    services,
    clock,
    instagram,
    graph,
    referee,
    send,
    accounts,
    ...ids,
    [Symbol.asyncDispose]: async () => await resources.disposeAsync(),
  }
}

/** gramd on the stand-ins, with its API on a socket: Meta fetches files there. */
async function startGramd({
  db,
  clock,
  instagram,
  graph,
  translation,
  stack,
}: Pick<PublishingWorld, 'db' | 'clock' | 'instagram' | 'graph'> & {
  translation: TranslationStandIn
  stack: AsyncDisposableStack
}): Promise<{ services: Services; url: string }> {
  const { port, release } = await reservePort(0)
  stack.defer(release)
  const url = `http://127.0.0.1:${port}`
  const uploads = await mkdtemp(join(tmpdir(), 'gramd-publishing-'))
  stack.defer(async () => await rm(uploads, { recursive: true }))
  const gramd = startGramdHere(db, clock, {
    name: 'publishing',
    caPem: instagram.caPem,
    settings: {
      ...graphSettingsOf(graph),
      SCRAPER_API_KEY: API_KEY,
      GRAMD_PUBLIC_URL: url,
      GRAMD_UPLOADS_DIR: uploads,
      META_EXTRA_RIGHTS: RIGHTS,
      DEEPL_API_KEY: translation.deeplKey,
      DEEPL_BASE_URL: translation.url,
      GRAMD_ACTIVE_HOURS: ACTIVE.setting,
      GRAMD_ACTIVE_HOURS_TIMEZONE: ZONE,
    },
  })
  stack.defer(async () => await gramd.close())
  const { services } = gramd
  await serve(services, port, stack)
  await release()
  return { services, url }
}

function isActive(at: number): boolean {
  const minute = (at / 60_000 + ZONE_MINUTES) % 1_440
  return minute >= ACTIVE.from && minute < ACTIVE.to
}

async function startStandIns(
  { pool, official }: PublishingWorldOptions,
  parts: { clock: AdjustableClock; referee: PublishingReferee; stack: AsyncDisposableStack },
) {
  const { clock, referee: publishingWatch, stack } = parts
  const instagram = await startInstagramSim({
    seed: 'publishing',
    clock,
    accounts: pool,
    proxies: pool + 1,
    publishingWatch,
    isActive: (_account, at) => isActive(at),
  })
  stack.defer(async () => await instagram.close())
  const brands = { count: official, posts: 3 }
  const graph = await startGraphStandIn({ seed: 'publishing', clock, brands, publishingWatch })
  stack.defer(async () => await graph.close())
  const translation = await startTranslationStandIn()
  stack.defer(async () => await translation.close())
  return { instagram, graph, translation }
}

/** The stand-in draws the names of its accounts. */
function nameAccounts(accounts: readonly PlannedAccount[], instagram: InstagramSim): void {
  const ofPool = accounts.filter(({ route }) => route === 'private')
  for (const [at, account] of ofPool.entries())
    account.username = instagram.accounts[at]?.username ?? ''
}

async function serve(services: Services, port: number, stack: AsyncDisposableStack): Promise<void> {
  const { db, log, clock } = services
  const routers = features.flatMap(({ routes }) => [routes?.(services) ?? []].flat())
  const app = createApp({ db, log, clock, apiKey: API_KEY, routers, version: 'run' })
  const server = await listenHttp(app, { host: '127.0.0.1', port })
  stack.defer(async () => await server.close(0))
}

const sender =
  (origin: string): Send =>
  async (method, path, shape, body) => {
    const isForm = body instanceof FormData
    const authorization = `Bearer ${API_KEY}`
    const headers = {
      authorization,
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
    }
    const payload = isForm ? body : body && JSON.stringify(body)
    const init = { method, headers, ...(payload !== undefined && { body: payload }) }
    const answer = await fetch(new URL(path, origin), init)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return shape.parse(text === '' ? undefined : JSON.parse(text))
  }

/** Does what an admin does once: proxies, accounts with their groups and languages, connections. */
async function furnish({
  options,
  services: { connections },
  accounts,
  instagram,
  graph,
  send,
}: Pick<PublishingWorld, 'services' | 'accounts' | 'instagram' | 'graph' | 'send'> & {
  options: PublishingWorldOptions
}): Promise<Pick<PublishingWorld, 'idOf' | 'groupOf'>> {
  if (!connections) throw new Error('no app of Meta is configured')
  for (const [at, { url }] of instagram.proxies.entries())
    await send('POST', '/api/proxies', z.unknown(), {
      url,
      // The spare one helps the accounts of one country.
      country: at % 2 === 0 ? 'AE' : 'KZ',
      is_spare: at === options.pool,
    })
  const groups = new Map<string, string>()
  for (const { group: name } of accounts)
    if (!groups.has(name)) groups.set(name, (await send('POST', '/api/groups', Id, { name })).id)
  const passwords = new Map(instagram.accounts.map((each) => [each.username, each.password]))
  let person = 0
  for (const { route, username, language, group, ageDays, postsPerDay: most } of accounts) {
    const settings = { language, account_age_days: ageDays, posts_limit_per_day: most }
    if (route === 'private') {
      const password = passwords.get(username)
      const account = { username, password, purpose: 'publish', groups: [group], ...settings }
      await send('POST', '/api/accounts', Id, account)
      continue
    }
    person += 1
    const login = person % 2 === 0 ? 'instagram' : 'facebook'
    const brand = await connectBrand(connections, graph, { person: `brand-${person}`, login })
    const body = { connections: [brand.connectionId] }
    await send('POST', `/api/groups/${groups.get(group)}/accounts`, z.unknown(), body)
    await send('PATCH', `/api/accounts/${brand.connectionId}`, z.unknown(), settings)
  }
  const ids = new Map<string, string>()
  for (const group of groups.values()) {
    const { data } = await send('GET', `/api/groups/${group}/accounts?limit=200`, Accounts)
    for (const { id, username } of data) ids.set(username, id)
  }
  return {
    idOf: (username) => ids.get(username) ?? '',
    groupOf: (name) => groups.get(name) ?? '',
  }
}
