import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { z } from 'zod'
import { makeMovie } from '../../../sim/files/make-movie.ts'
import { startGraphStandIn, type GraphStandIn } from '../../../sim/graph/index.ts'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'
import { connectBrand, graphSettingsOf } from '../../../sim/own-media/connect-brands.ts'
import { reservePort } from '../../../sim/run/port.ts'
import { createClock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import { setWorldTime } from '../../../src/db/world-clock.ts'
import type { Services } from '../../../src/features/services.ts'
import { addAccount } from '../../../src/pool/accounts/accounts-store.ts'
import { addProxy } from '../../../src/pool/proxies/store/proxies/proxies.ts'
import { TASKS_CHANNEL } from '../../../src/queue/channels.ts'
import { testServices } from '../../features/gramd-world.ts'
import { startDaemon, type Daemon } from '../analyze/daemon.ts'

const START = Date.UTC(2026, 10, 1)
/**
 * How fast world time goes. A platform keeps staged files for an hour: a `SLOW` clock leaves time to kill gramd at every
 * step between an upload and its publication, a `FAST` one also has files expire, so that posts are begun again.
 */
export const SLOW = 60
export const FAST = 240
const API_KEY = 'a-key-for-the-tests-only'
/** As shipped, except that the clock may be compressed. */
const SCRIPT = fileURLToPath(new URL('../../../sim/run/daemon.ts', import.meta.url))

export type Route = 'private' | 'official'
export const TYPES = ['photo', 'carousel', 'reel'] as const
export type PostType = (typeof TYPES)[number]
export type Member = { id: string; username: string }

/** A database, both stand-ins with accounts that publish, and successive gramd processes. */
export type CrashWorld = {
  db: Db
  url: string
  /** gramd's own address, and what its API takes as a token. */
  origin: string
  apiKey: string
  graph: GraphStandIn
  instagram: InstagramSim
  /** Accounts by their route. */
  accounts: Readonly<Record<Route, readonly Member[]>>
  /** Starts the next gramd, the successor of the last one, which is dead. */
  start(): Promise<Daemon>
  /** Uploads what posts are of; once. */
  upload(): Promise<void>
  /** Publishes a post of this type on these accounts; false when gramd died before it had answered. */
  publish(type: PostType, accounts: readonly Member[]): Promise<boolean>
  /** Ids of posts that are there on an account. */
  publishedPosts(): Promise<string[]>
  /** An editor takes a post back, by default the newest; false when gramd died before it had answered. */
  remove(post?: string): Promise<boolean>
  /** A person says of an unknown publication where it is, or with null that it is not there. */
  resolve(publication: { post: string; id: string }, permalink: string | null): Promise<void>
  close(): Promise<void>
}

/** `perRoute`: so many accounts of each. */
export async function startCrashWorld(
  db: Db,
  url: string,
  { perRoute, speed }: { perRoute: number; speed: number },
): Promise<CrashWorld> {
  const time = { worldAt: START, realAt: Date.now(), speed }
  await setWorldTime(db, time)
  const clock = createClock(time)
  const graph = await startGraphStandIn({
    seed: 'crash',
    clock,
    brands: { count: perRoute, posts: 3 },
    switches: { publishQuota: 1_000 },
  })
  const instagram = await startInstagramSim({
    seed: 'crash',
    clock,
    accounts: perRoute,
    proxies: perRoute,
  })
  const folder = await mkdtemp(join(tmpdir(), 'gramd-crash-publishing-'))
  const caFile = join(folder, 'ca.pem')
  await writeFile(caFile, instagram.caPem)
  const { port, release } = await reservePort(0)
  const origin = `http://127.0.0.1:${port}`
  const settings = {
    ...graphSettingsOf(graph),
    META_EXTRA_RIGHTS:
      'instagram_content_publish,instagram_manage_comments,instagram_manage_contents',
    SCRAPER_API_KEY: API_KEY,
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    GRAMD_PUBLIC_URL: origin,
    GRAMD_UPLOADS_DIR: join(folder, 'uploads'),
    // So that what is killed is in the middle of its work, and not between two posts.
    GRAMD_PUBLISH_MIN_INTERVAL_MINUTES: '1',
    GRAMD_PUBLISH_STAGGER_MIN_MINUTES: '1',
    GRAMD_PUBLISH_STAGGER_MAX_MINUTES: '1',
    // Hours of its clock pass while gramd starts again.
    GRAMD_PUBLISH_LATE_MINUTES: '10080',
  }
  const services = testServices(db, clock, instagram, { settings })
  const accounts = {
    private: await addPrivate(services, instagram),
    official: await connectAll(services, graph, perRoute),
  }
  const env = {
    ...settings,
    DATABASE_URL: url,
    GRAMD_DATABASE_POOL_SIZE: '8',
    GRAMD_PORT: String(port),
    GRAMD_DRAIN_SECONDS: '0',
    GRAMD_ROLES: 'api,worker',
    GRAMD_INSTANCE: 'crash',
    GRAMD_INSTAGRAM_CA_FILE: caFile,
  }
  const daemons: Daemon[] = []
  const uploads: Uploads[] = []
  const send = sender(origin)
  const tagged = instagram.world.creatorAt(7).username
  const posts: string[] = []
  let written = 0
  return {
    db,
    url,
    origin,
    apiKey: API_KEY,
    graph,
    instagram,
    accounts,
    async start() {
      const daemon = startDaemon(env, [SCRIPT])
      daemons.push(daemon)
      await daemon.running
      return daemon
    },
    async upload() {
      const size = { width: 640, height: 640 }
      const picture = await send('/api/uploads', file('a.jpg', await makePicture('crash', size)))
      const video = await send('/api/uploads', file('a.mp4', makeMovie({ seconds: 4 })))
      const tall = { width: 720, height: 1280 }
      const cover = await send('/api/uploads', file('b.jpg', await makePicture('cover', tall)))
      uploads.push({ picture: idIn(picture), video: idIn(video), cover: idIn(cover) })
    },
    async publish(type, members) {
      const [made] = uploads
      if (!made) throw new Error('nothing is uploaded')
      written += 1
      const draft = await send('/api/posts', {
        type,
        caption: `Post ${written} #kill`,
        first_comment: `Comment ${written}`,
        media: mediaOf(type, made, tagged),
        cover_upload_id: type === 'reel' ? made.cover : null,
        accounts: members.map(({ id }) => id),
      })
      if (draft === null) return false
      posts.push(idIn(draft))
      const begun = await send(`/api/posts/${idIn(draft)}/publish`, {})
      await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
      return begun !== null
    },
    async publishedPosts() {
      const { rows } = await sql<{ post_id: string }>`
        select distinct post_id from executions where status = 'success' and removed_at is null order by post_id`.execute(
        db,
      )
      return rows.map(({ post_id: id }) => id)
    },
    async remove(post = posts.at(-1)) {
      const removing = await send(`/api/posts/${post}/executions`, null, { method: 'DELETE' })
      await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
      return removing !== null
    },
    async resolve({ post, id }, permalink) {
      const said = await send(`/api/posts/${post}/executions/${id}/resolve`, { permalink })
      if (said === null) throw new Error('gramd died before it had answered')
      await sql`select pg_notify(${TASKS_CHANNEL}, '')`.execute(db)
    },
    async close() {
      await Promise.all(daemons.map(async (daemon) => await daemon.kill()))
      await Promise.all([graph.close(), instagram.close(), release()])
      await rm(folder, { recursive: true })
    },
  }
}

type Uploads = { picture: string; video: string; cover: string }

/** `tagged`: who is named in the first file. */
function mediaOf(type: PostType, { picture, video }: Uploads, tagged: string) {
  const user_tags = [{ username: tagged, x: 0.5, y: 0.5 }]
  const one = { upload_id: picture, user_tags }
  const other = { upload_id: video, ...(type === 'reel' && { user_tags }) }
  if (type === 'carousel') return [one, other]
  return [type === 'photo' ? one : other]
}

async function addPrivate(services: Services, { accounts, proxies }: InstagramSim) {
  const { db, config, poolContext } = services
  for (const [at, { username, password }] of accounts.entries()) {
    const proxy = await addProxy(db, config.encryptionKeys, { url: proxies[at]?.url ?? '' })
    await addAccount(poolContext, { username, password, proxyId: proxy.id })
  }
  await sql`update instagram_accounts set purpose = 'publish'`.execute(db)
  await sql`
    insert into publishing_accounts (account_id, warmup_stage, posts_limit_per_day)
    select id, 3, 100 from instagram_accounts`.execute(db)
  return await membersOf(db, 'pool')
}

/** Every third one with Instagram Login. */
async function connectAll({ db, connections }: Services, graph: GraphStandIn, count: number) {
  if (!connections) throw new Error('no app of Meta is configured')
  for (let at = 1; at <= count; at += 1) {
    const login = at > TYPES.length && at % 3 === 0 ? 'instagram' : 'facebook'
    await connectBrand(connections, graph, { person: `brand-${at}`, login })
  }
  await sql`
    with made as (
      insert into publishing_accounts (connection_id, warmup_stage, posts_limit_per_day)
      select id, 3, 100 from connections returning id
    ),
    its_group as (insert into groups (name) values ('brands') returning id)
    insert into group_members (group_id, publishing_account_id) select g.id, m.id from its_group g, made m`.execute(
    db,
  )
  return await membersOf(db, 'connection')
}

async function membersOf(db: Db, kind: 'pool' | 'connection'): Promise<Member[]> {
  const { rows } = await sql<Member>`
    select id, username from derived.publishing_accounts where kind = ${kind} order by username`.execute(
    db,
  )
  return rows
}

function file(name: string, bytes: Buffer): FormData {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(bytes)]), name)
  return form
}

const idIn = (answer: unknown): string => z.looseObject({ id: z.uuid() }).parse(answer).id

const CONFLICT = 409

/** Sends a request as an editor does; null when gramd died before it had answered. */
const sender =
  (origin: string) =>
  async (path: string, body: object | null, { method = 'POST' } = {}): Promise<unknown> => {
    const authorization = `Bearer ${API_KEY}`
    const isJson = body !== null && !(body instanceof FormData)
    const headers = isJson
      ? { authorization, 'content-type': 'application/json' }
      : { authorization }
    try {
      const init = { method, headers, body: isJson ? JSON.stringify(body) : body }
      const answer = await fetch(new URL(path, origin), init)
      // Nothing of the post is there yet, or any more.
      if (method === 'DELETE' && answer.status === CONFLICT) return {}
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
      const text = await answer.text()
      return text === '' ? {} : (JSON.parse(text) as unknown)
    } catch (error) {
      // The connection ended with its process.
      if (error instanceof TypeError) return null
      throw error
    }
  }
