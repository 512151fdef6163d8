import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Clock } from '../../../src/base/clock.ts'
import type { Db } from '../../../src/db/handles.ts'
import { advanceWorldTime, setWorldTime } from '../../../src/db/world-clock.ts'
import { scheduleOwnMedia } from '../../../src/features/own-media/tasks/schedule-own-media.ts'
import { operations } from '../../../src/features/own-media/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Services } from '../../../src/features/services.ts'
import { GraphError, type GraphErrorKind } from '../../../src/platforms/graph-error.ts'
import type {
  OwnMedia,
  OwnMediaInsights,
  OwnMediaReader,
  OwnStory,
} from '../../../src/platforms/own-media-reader.ts'
import { rescueExpired } from '../../../src/queue/care/rescue.ts'
import { anApi, type TestApi } from '../../http/kit.ts'
import { runNext, testServices, type TaskRow } from '../gramd-world.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const START = Date.UTC(2026, 10, 1, 12)

/** What a connected account shows, and how its API fails. */
type OwnAccount = {
  media: OwnMedia[]
  /** Answers of the next calls for metrics; then `insights`. */
  faults: Error[]
  insights: (platformId: string) => OwnMediaInsights
  stories: OwnStory[]
  /** Posts of the next page that cannot be read. */
  unreadable: number
  calls: string[]
}

export type OwnWorld = {
  services: Services
  account: OwnAccount
  clock: Clock
  api: TestApi
  advance(ms: number): Promise<void>
  run(taskType: string): Promise<TaskRow>
  /** Runs what is due, until nothing is. */
  runAll(): Promise<string[]>
  /** Makes tasks of dead workers pending again. */
  rescue(): Promise<void>
}

/** Queues what is due; gives the result of the plan. */
export async function plan(db: Db, { services, run }: OwnWorld): Promise<unknown> {
  await services.queue.enqueue(db, scheduleOwnMedia, {})
  return (await run('schedule_own_media')).result
}

export const posts = async (db: Db) =>
  await db.selectFrom('own_media').selectAll().orderBy('published_at', 'desc').execute()

/**
 * gramd with one connected account, in world time that only waits move; with `settingsFor` a gramd with those settings,
 * which reads real connections.
 */
export async function startOwnWorld(
  db: Db,
  settingsFor?: (clock: Clock) => Promise<Record<string, string>>,
): Promise<OwnWorld> {
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  let nowMs = START
  const advance = async (ms: number): Promise<void> => {
    nowMs += ms
    await advanceWorldTime(db, ms)
  }
  const clock: Clock = {
    now: () => new Date(nowMs),
    realMs: (ms) => ms,
    sleep: async (ms) => await advance(ms),
  }
  const account: OwnAccount = {
    media: [],
    faults: [],
    insights: () => someInsights(),
    stories: [],
    unreadable: 0,
    calls: [],
  }
  const services = testServices(
    db,
    clock,
    null,
    settingsFor ? { settings: await settingsFor(clock) } : { ownMediaReader: readerOf(account) },
  )
  const api = anApi(db, [mountOperations(services, operations)])
  const run = async (type: string): Promise<TaskRow> => await runNext(services, type)
  return {
    services,
    account,
    clock,
    api,
    advance,
    run,
    rescue: async () => void (await rescueExpired(db, services.queue.types)),
    async runAll() {
      const ran: string[] = []
      for (;;) {
        const { rows } = await sql<{ task_type: string }>`
          select task_type from scrape_tasks where status = 'pending' and due_at <= world_now()
          order by priority, due_at limit 1`.execute(db)
        const [next] = rows
        if (!next) return ran
        await run(next.task_type)
        ran.push(next.task_type)
      }
    },
  }
}

function readerOf(account: OwnAccount): OwnMediaReader {
  const insightsOf = async (platformId: string): Promise<OwnMediaInsights> => {
    account.calls.push(`insights ${platformId}`)
    const fault = account.faults.shift()
    if (fault) throw fault
    return await Promise.resolve(account.insights(platformId))
  }
  return {
    profile: async () =>
      await Promise.resolve({
        platformId: '1784',
        username: 'our.brand',
        name: null,
        kind: 'business',
        pictureUrl: null,
        followerCount: 1,
        followingCount: 1,
        mediaCount: 3,
      }),
    async listMedia(_call, { after, limit }) {
      account.calls.push(`list ${after ?? 'newest'}`)
      const fault = account.faults.shift()
      if (fault) throw fault
      const from = Number(after ?? 0)
      const newest = account.media.toSorted(
        (a, b) => b.publishedAt.getTime() - a.publishedAt.getTime(),
      )
      const unreadable = account.unreadable
      account.unreadable = 0
      return await Promise.resolve({
        media: newest.slice(from, from + limit),
        after: from + limit < newest.length ? String(from + limit) : null,
        unreadable,
      })
    },
    async listStories() {
      account.calls.push('stories')
      const fault = account.faults.shift()
      if (fault) throw fault
      return await Promise.resolve(account.stories)
    },
    media: async (_call, id) => await Promise.resolve(aPost(id, new Date(START))),
    mediaInsights: async (_call, { platformId }) => await insightsOf(platformId),
    async accountInsights(_call, { day, withDemographics }) {
      account.calls.push(`account ${day.toISOString().slice(0, 10)}`)
      return await Promise.resolve({
        metrics: { reach: 70, views: 100 },
        gaps: { follower_count: 'too_few_followers' },
        demographics: withDemographics ? { city: { Almaty: 40 } } : null,
        raw: {},
      })
    },
  }
}

export const aPost = (platformId: string, publishedAt: Date, changes = {}): OwnMedia => ({
  platformId,
  permalink: `https://www.instagram.com/reel/Code${platformId}/`,
  shortcode: `Code${platformId}`,
  type: 'REEL',
  caption: `Post ${platformId}`,
  mediaUrl: null,
  thumbnailUrl: null,
  publishedAt,
  likeCount: 3,
  commentCount: null,
  children: [],
  ...changes,
})

export const someInsights = (changes: Partial<OwnMediaInsights> = {}): OwnMediaInsights => ({
  metrics: {
    views: 1_000,
    reach: 800,
    likes: 50,
    comments: 4,
    saved: 7,
    total_interactions: 61,
    ig_reels_avg_watch_time: 6_000,
  },
  gaps: { shares: 'not_yet_counted', follows: 'not_for_this_type' },
  isFinal: false,
  raw: { data: [] },
  ...changes,
})

export const graphFault = (
  kind: GraphErrorKind,
  facts: Partial<ConstructorParameters<typeof GraphError>[1]> = {},
): GraphError =>
  new GraphError(`Meta refused it (${kind})`, {
    kind,
    metaCode: null,
    metaSubcode: null,
    httpStatus: null,
    traceId: null,
    retryAfterMs: null,
    userMessage: null,
    ...facts,
  })

/** A connected account of this user; gives its id. */
export async function aConnection(
  { services: { db, announce } }: Pick<OwnWorld, 'services'>,
  ownerId: string | null = null,
): Promise<string> {
  const connectionId = randomUUID()
  await db.transaction().execute(async (tx) => {
    const ready = { connectionId, ownerId, username: 'our.brand', purpose: null }
    await announce(tx, 'connection.ready', ready)
  })
  return connectionId
}
