import { classify } from '../../base/classify.ts'
import type { Logger } from '../../base/log/log.ts'
import { createWakeSignal, type WakeSignal } from '../../queue/worker/wake-signal.ts'
import type { Principal } from '../access/principal.ts'
import { taskScopeOf, type TaskScope } from '../access/task-scope.ts'
import { compareCursors, type EventCursor } from './event-cursor.ts'
import {
  readEventPage,
  readHorizon,
  wants,
  type EventFilter,
  type EventSource,
  type TaskEvent,
} from './event-pages.ts'

export type { EventFilter, TaskEvent } from './event-pages.ts'

/** The live feed of task events: one reader for the whole process, however many clients watch. */
export type TaskEventFeed = {
  /** The present end of the feed: later events come after it. */
  end(): Promise<EventCursor>
  /** Yields the events after a cursor, first stored ones, then live, until the signal aborts. */
  follow(options: {
    after: EventCursor
    filter: EventFilter
    signal: AbortSignal
  }): AsyncGenerator<TaskEvent>
  /** The tasks whose events a principal may see. */
  scopeOf(principal: Principal): TaskScope
  watchers(): number
  /** Stops reading; a generator ends when its signal aborts. */
  close(): Promise<void>
}

export type TaskEventFeedOptions = EventSource & {
  log: Logger
  /** Real time between two reads while there are watchers. */
  pollMs?: number
}

/** A watcher that is further behind than this returns to reading from the database. */
const QUEUE_LIMIT = 1_000
const RETRY_MS = 1_000
/**
 * Polling, because NOTIFY would slow every claim, watched or not: such transactions commit one at a
 * time.
 */
const POLL_MS = 200

type Watcher = {
  filter: EventFilter
  queue: TaskEvent[]
  overflowed: boolean
  wakeSignal: WakeSignal
}

/** The state shared by the reader and its watchers. The reader runs while there are watchers. */
type Feed = TaskEventFeedOptions & {
  pollMs: number
  wakeSignal: WakeSignal
  watchers: Set<Watcher>
  closing: AbortController
  /** The position where the running reader began; absent while none runs. */
  begunAt?: Promise<EventCursor> | undefined
  reading: Promise<void>
}

/** Creates the feed. It sends no queries while it has no watchers. */
export function createTaskEventFeed(options: TaskEventFeedOptions): TaskEventFeed {
  const feed: Feed = {
    ...options,
    pollMs: options.pollMs ?? POLL_MS,
    wakeSignal: createWakeSignal(),
    watchers: new Set(),
    closing: new AbortController(),
    reading: Promise.resolve(),
  }
  return {
    end: async () => await readHorizon(feed.db),
    follow: ({ after, filter, signal }) => follow(feed, after, filter, signal),
    scopeOf: (principal) => taskScopeOf(feed.types, principal),
    watchers: () => feed.watchers.size,
    async close() {
      feed.closing.abort()
      await feed.reading
    },
  }
}

async function* follow(
  feed: Feed,
  after: EventCursor,
  filter: EventFilter,
  signal: AbortSignal,
): AsyncGenerator<TaskEvent> {
  const watcher: Watcher = { filter, queue: [], overflowed: true, wakeSignal: createWakeSignal() }
  feed.watchers.add(watcher)
  try {
    // The reader must have its position before the backlog is read, or events would be lost.
    await (feed.begunAt ?? begin(feed))
    yield* takeAll(feed, watcher, after, signal)
  } finally {
    feed.watchers.delete(watcher)
    feed.wakeSignal.notify()
  }
}

async function* takeAll(
  feed: Feed,
  watcher: Watcher,
  after: EventCursor,
  signal: AbortSignal,
): AsyncGenerator<TaskEvent> {
  let last = after
  while (!signal.aborted) {
    for await (const event of takeNew(feed, watcher, last, signal)) {
      if (compareCursors(event.cursor, last) <= 0) continue
      last = event.cursor
      yield event
    }
    if (watcher.queue.length === 0 && !watcher.overflowed)
      await watcher.wakeSignal.wait(feed.pollMs, signal)
  }
}

/**
 * Yields what the reader delivered, or the stored backlog for a watcher that is new or fell behind.
 */
async function* takeNew(
  feed: Feed,
  watcher: Watcher,
  after: EventCursor,
  signal: AbortSignal,
): AsyncGenerator<TaskEvent> {
  if (!watcher.overflowed) {
    yield* watcher.queue.splice(0)
    return
  }
  watcher.overflowed = false
  watcher.queue.length = 0 // the backlog includes them
  let last = after
  while (!signal.aborted) {
    const page = await readEventPage(feed, last, watcher.filter)
    for (const event of page.events) if (wants(watcher.filter, event)) yield event
    last = page.events.at(-1)?.cursor ?? last
    if (!page.full) return
  }
}

function begin(feed: Feed): Promise<EventCursor> {
  const begunAt = readHorizon(feed.db)
  feed.begunAt = begunAt
  feed.reading = read(feed, begunAt)
  return begunAt
}

/** Delivers events while there are watchers. Never rejects. */
async function read(feed: Feed, begunAt: Promise<EventCursor>): Promise<void> {
  let last = await begunAt.catch(() => undefined) // the watcher that started it gets the error
  while (last !== undefined && feed.watchers.size > 0 && !feed.closing.signal.aborted) {
    let waitMs = feed.pollMs
    try {
      const page = await readEventPage(feed, last, {})
      for (const event of page.events) deliver(event, feed.watchers)
      last = page.events.at(-1)?.cursor ?? last
      if (page.full) waitMs = 0
    } catch (thrown) {
      const error = classify(thrown)
      feed.log.warn({ err: error, code: error.code }, 'task events not read')
      waitMs = RETRY_MS
    }
    if (waitMs > 0) await feed.wakeSignal.wait(waitMs, feed.closing.signal)
  }
  feed.begunAt = undefined // no await since the check of the watchers: the next one starts a reader
}

function deliver(event: TaskEvent, watchers: ReadonlySet<Watcher>): void {
  for (const watcher of watchers) {
    if (!wants(watcher.filter, event)) continue
    if (watcher.queue.length < QUEUE_LIMIT) watcher.queue.push(event)
    else watcher.overflowed = true
    watcher.wakeSignal.notify()
  }
}
