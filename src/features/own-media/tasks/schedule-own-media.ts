import { z } from 'zod'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import {
  findDueInsights,
  findDueLists,
  moveDueInsights,
  moveDueLists,
  moveDueStories,
} from '../store/syncs.ts'
import { listOwnMedia } from './list-own-media.ts'
import { findDueMedia, MAX_DUE, moveDueMedia } from '../store/media.ts'
import { findDueStories } from '../store/own-stories.ts'
import { readAccountInsights } from './read-account-insights.ts'
import { readOwnStories } from './read-own-stories.ts'
import { syncOwnMedia } from './sync-own-media.ts'

const Payload = z.object({})
const Result = z.object({ lists: z.int(), syncs: z.int(), days: z.int(), stories: z.int() })

/**
 * Queues what is due of all connected accounts, and gives it its next turn in the same transaction.
 * It queues first and waits for no row: a list or sync that ends meanwhile has locked its task when
 * it writes its rows, and a plan that waits for the one must not have the other. What stays due is
 * queued again in a minute, and then has nothing new to find.
 */
export const scheduleOwnMedia = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'schedule_own_media',
  summary: 'Queues lists of posts, syncs of metrics and readings of stories that are due.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 1,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'schedule_own_media',
  async handle(_task, { services, signal }) {
    const { db, queue } = services
    const now = await readNow(db)
    const planned = await db.transaction().execute(async (tx) => ({
      ...(await planAccounts(tx, services, now)),
      syncs: 0,
    }))
    for (let isMore = true; isMore;) {
      signal.throwIfAborted()
      const { isFull, syncs } = await db
        .transaction()
        .execute(async (tx) => await planSyncs(tx, services, now))
      planned.syncs += syncs
      isMore = isFull
    }
    if (planned.lists + planned.syncs + planned.days + planned.stories > 0) queue.wake()
    return { kind: 'done', result: planned }
  },
})

/** World time by the database: all replicas plan by one clock. */
async function readNow(db: Db): Promise<Date> {
  const { now } = await db.selectNoFrom(worldNow.as('now')).executeTakeFirstOrThrow()
  return now
}

async function planAccounts(tx: Tx, { queue, config }: Services, now: Date) {
  const lists = await findDueLists(tx, now)
  const insights = await findDueInsights(tx, now)
  const days = insights.flatMap((due) => daysToRead(due, now))
  if (lists.length > 0) {
    await queue.enqueueMany(tx, listOwnMedia, lists)
    await moveDueLists(tx, now, config, idsOf(lists))
  }
  if (insights.length > 0) {
    await queue.enqueueMany(tx, readAccountInsights, days)
    await moveDueInsights(tx, now, idsOf(insights))
  }
  const stories = await findDueStories(tx, now)
  if (stories.length > 0) {
    await queue.enqueueMany(tx, readOwnStories, stories)
    await moveDueStories(tx, now, config.ownStoriesMs, idsOf(stories))
  }
  return { lists: lists.length, days: days.length, stories: stories.length }
}

const idsOf = (due: readonly { connection_id: string }[]): string[] =>
  due.map(({ connection_id }) => connection_id)

async function planSyncs(tx: Tx, { queue, config }: Services, now: Date) {
  const due = await findDueMedia(tx, now)
  if (due.length === 0) return { isFull: false, syncs: 0 }
  const syncs = due
    .filter((media) => media.is_readable)
    .map(({ media_id, connection_id }) => ({ media_id, connection_id }))
  await queue.enqueueMany(tx, syncOwnMedia, syncs)
  const ids = due.map(({ media_id }) => media_id)
  const moved = await moveDueMedia(tx, now, config, ids)
  // What is locked for long would be found again and again.
  return { isFull: due.length === MAX_DUE && moved > 0, syncs: syncs.length }
}

/** Yesterday, and the day before again: Meta counts for up to 48 hours. */
function daysToRead(
  { connection_id, demographics }: { connection_id: string; demographics: boolean },
  now: Date,
) {
  const daysAgo = (days: number): string =>
    new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10)
  return [
    { connection_id, day: daysAgo(1), demographics },
    { connection_id, day: daysAgo(2), demographics: false },
  ]
}
