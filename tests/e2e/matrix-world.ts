import { fullScrape } from '../../src/features/scrape/tasks/full-scrape.ts'
import { afterAll } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime, setWorldTime } from '../../src/db/world-clock.ts'
import { ensureBlogs } from '../../src/features/scrape/index.ts'
import type { Services } from '../../src/features/services.ts'
import { addAccount } from '../../src/pool/accounts/accounts-store.ts'
import { addProxy } from '../../src/pool/proxies/store/proxies/proxies.ts'
import { sealSession } from '../../src/pool/state/secrets.ts'
import { startInstagramSim, type InstagramSim } from '../../sim/instagram/index.ts'
import {
  runNext,
  testServices,
  type ServiceOptions,
  type TaskRow,
} from '../features/gramd-world.ts'

type Creator = ReturnType<InstagramSim['world']['creatorAt']>
export type Scheme = 'http' | 'socks5'

/** An account on its own proxy, in the order of leases. */
export type Member = { id: string; username: string; proxyId: string; proxy: number }

export type Scene = {
  sim: InstagramSim
  services: Services
  members: Member[]
  /** An unused creator: public, with posts and without highlights. */
  creator: Creator
  /** Requests a full scrape of a creator, known by name or also by id, and runs one attempt. */
  scrape(creator: Creator, knownId?: boolean): Promise<TaskRow>
}

export type SceneOptions = ServiceOptions & {
  members?: number
  /** How the first account reaches the platform; the others use HTTP. */
  scheme?: Scheme
  /** The first account must log in; the others have a session. */
  firstIsNew?: boolean
}

const START = Date.UTC(2026, 10, 21, 9)
const DAY = 86_400_000
const ACCOUNTS = 400
const HTTP_PROXIES = 4

/**
 * One stand-in per file; each scene has its own accounts and creator, and starts on the next day.
 */
export function setMatrix(seed: string): (db: Db, options?: SceneOptions) => Promise<Scene> {
  let nowMs = START
  let sim: Promise<InstagramSim> | undefined
  let nextAccount = 0
  let nextCreator = 0
  const clockOf = (db: Db): Clock => ({
    now: () => new Date(nowMs),
    realMs: (ms) => ms,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      if (ms <= 0) return
      nowMs += Math.ceil(ms)
      await advanceWorldTime(db, Math.ceil(ms))
    },
  })
  const start = async (): Promise<InstagramSim> => {
    const options = { accounts: ACCOUNTS, proxies: HTTP_PROXIES, socksProxies: 1, creators: 20_000 }
    return await startInstagramSim({ seed, clock: clockWithoutWaiting(() => nowMs), ...options })
  }
  afterAll(async () => await (await sim)?.close())

  return async (db, options = {}) => {
    const stage = await (sim ??= start())
    stage.control.clearAll()
    nowMs = START + Math.ceil((nowMs + 1 - START) / DAY) * DAY
    await setWorldTime(db, { worldAt: nowMs, realAt: Date.now(), speed: 0 })
    const services = testServices(db, clockOf(db), stage, options)
    const members: Member[] = []
    for (let place = 0; place < (options.members ?? 2); place += 1) {
      const proxy = place === 0 && options.scheme === 'socks5' ? HTTP_PROXIES : place
      const isNew = place === 0 && (options.firstIsNew ?? false)
      members.push(await join(services, stage, { account: nextAccount++, proxy, isNew }))
    }
    for (;;) {
      const creator = stage.world.creatorAt(nextCreator++)
      const { isPrivate, isDeleted, mediaCount, highlightCount } = creator
      if (isPrivate || isDeleted || mediaCount === 0 || highlightCount > 0) continue
      const scrape = async (target: Creator, knownId = false): Promise<TaskRow> =>
        await scrapeOne(services, target, knownId)
      return { sim: stage, services, members, creator, scrape }
    }
  }
}

const clockWithoutWaiting = (nowMs: () => number): Clock => ({
  now: () => new Date(nowMs()),
  realMs: (ms) => ms,
  sleep: async () => undefined,
})

/** Adds an account with its password and, unless it is new, a session created elsewhere. */
async function join(
  { db, config, pool, poolContext }: Services,
  { accounts, proxies, control }: InstagramSim,
  { account, proxy, isNew }: { account: number; proxy: number; isNew: boolean },
): Promise<Member> {
  const { encryptionKeys: keys } = config
  const known = accounts[account]
  if (!known) throw new Error('no account is left: let the stand-in have more')
  const { id: proxyId } = await addProxy(db, keys, { url: proxies[proxy]?.url ?? '' })
  const { id } = await addAccount(poolContext, { ...known, proxyId })
  if (!isNew) {
    const { device_seed: seed } = await accountRow(db, id)
    const { sessionId } = control.openSession(known.username)
    const { session, platformId } = await pool.readSession({ kind: 'sessionid', sessionId }, seed)
    await db
      .updateTable('instagram_accounts')
      .set({
        state: 'active',
        session: sealSession(keys, id, session),
        session_source: 'sessionid',
        session_created_at: new Date(START),
        platform_id: platformId,
      })
      .where('id', '=', id)
      .execute()
  }
  return { id, username: known.username, proxyId, proxy }
}

async function scrapeOne(
  services: Services,
  creator: Creator,
  isIdKnown: boolean,
): Promise<TaskRow> {
  const { db, queue } = services
  const blogs = await db
    .transaction()
    .execute(async (tx) => await ensureBlogs(tx, [creator.username], 'manual'))
  const blogId = blogs.get(creator.username) ?? ''
  if (isIdKnown)
    await db
      .updateTable('blogs')
      .set({ platform_id: creator.pk })
      .where('id', '=', blogId)
      .execute()
  await queue.enqueue(db, fullScrape, { blog_id: blogId })
  return await runNext(services, 'full_scrape')
}

export const accountRow = async (db: Db, id: string) =>
  await db
    .selectFrom('instagram_accounts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

export const proxyRow = async (db: Db, id: string) =>
  await db
    .selectFrom('proxies')
    .select(['state', 'strikes', 'death_cause'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

/** The history of an account since it was added, oldest first. */
export const historyOf = async (db: Db, accountId: string) =>
  await db
    .selectFrom('account_events')
    .select(['event', 'from_state', 'to_state', 'code', 'blames', 'detail', 'created_at'])
    .where('account_id', '=', accountId)
    .where('event', '<>', 'added')
    .orderBy('id')
    .execute()

/** The outcome of each request of an account, in order; a login is one, whatever it sends. */
export const endsOf = async (db: Db, accountId: string, kind: 'request' | 'login') =>
  (
    await db
      .selectFrom('account_requests')
      .select('outcome')
      .where('account_id', '=', accountId)
      .where('kind', '=', kind)
      .orderBy('id')
      .execute()
  ).map(({ outcome }) => outcome)

export const alertKinds = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('notifications').select('kind').orderBy('kind').execute()).map(
    ({ kind }) => kind,
  )

export const stopCauses = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('pool_stops').select('cause').execute()).map(({ cause }) => cause)
