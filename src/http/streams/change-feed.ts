import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '../../base/roles.ts'
import { classify } from '../../base/classify.ts'
import type { Logger } from '../../base/log/log.ts'
import type { Db } from '../../db/handles.ts'
import { createWakeSignal, type WakeSignal } from '../../queue/worker/wake-signal.ts'

/** A topic of the change feed: rows whose changes a page may follow. */
export type ChangeTopic = {
  name: string
  /** The scope that may follow it; null for everyone who is signed in. */
  scope: Scope | null
  /**
   * An expression that differs after each change; it covers at most some hundred rows or the end of
   * an index.
   */
  version: RawBuilder<unknown>
}

/** The version of each topic. */
type ChangeVersions = ReadonlyMap<string, string>

/**
 * Announces that rows have changed, never what: one reader for the whole process, however many
 * people watch.
 */
export type ChangeFeed = {
  topics: readonly Pick<ChangeTopic, 'name' | 'scope'>[]
  /** Returns the present versions: followers that start from them hear of every later change. */
  now(): Promise<ChangeVersions>
  /**
   * Yields names of topics, each once however often it changed in the meantime, until the signal
   * aborts.
   */
  follow(options: {
    after: ChangeVersions
    names: readonly string[]
    signal: AbortSignal
  }): AsyncGenerator<string>
  /** Stops reading; a generator ends when its signal aborts. */
  close(): Promise<void>
}

type Parts = {
  db: Db
  log: Logger
  topics: readonly ChangeTopic[]
  /** Real time between two reads while there are followers. */
  pollMs?: number
}

const POLL_MS = 500

/** The state shared by the reader and its followers. The reader runs while there are followers. */
type Feed = Parts & {
  pollMs: number
  followers: Set<WakeSignal>
  /** Absent before the first read. */
  latest?: ChangeVersions
  wakeSignal: WakeSignal
  closing: AbortController
  isReading: boolean
  reading: Promise<void>
}

/** Creates the feed. It sends no queries while it has no followers. */
export function createChangeFeed(parts: Parts): ChangeFeed {
  const feed: Feed = {
    ...parts,
    pollMs: parts.pollMs ?? POLL_MS,
    followers: new Set(),
    wakeSignal: createWakeSignal(),
    closing: new AbortController(),
    isReading: false,
    reading: Promise.resolve(),
  }
  return {
    topics: parts.topics,
    now: async () => await readVersions(parts),
    follow: (options) => follow(feed, options),
    async close() {
      feed.closing.abort()
      await feed.reading
    },
  }
}

async function* follow(
  feed: Feed,
  { after, names, signal }: Parameters<ChangeFeed['follow']>[0],
): AsyncGenerator<string> {
  const wakeSignal = createWakeSignal()
  feed.followers.add(wakeSignal)
  if (!feed.isReading) feed.reading = read(feed)
  try {
    let last = after
    while (!signal.aborted) {
      await wakeSignal.wait(feed.pollMs, signal)
      const { latest = last } = feed
      const changed = names.filter((name) => last.get(name) !== latest.get(name))
      last = latest
      yield* changed
    }
  } finally {
    feed.followers.delete(wakeSignal)
    feed.wakeSignal.notify()
  }
}

/** Reads versions while there are followers. Never rejects. */
async function read(feed: Feed): Promise<void> {
  feed.isReading = true
  while (feed.followers.size > 0 && !feed.closing.signal.aborted) {
    try {
      feed.latest = await readVersions(feed)
      for (const wakeSignal of feed.followers) wakeSignal.notify()
    } catch (thrown) {
      const error = classify(thrown)
      feed.log.warn({ err: error, code: error.code }, 'change versions not read')
    }
    await feed.wakeSignal.wait(feed.pollMs, feed.closing.signal)
  }
  delete feed.latest // its versions would become stale
  feed.isReading = false // no await since the check of the followers: the next one starts a reader
}

/** Reads the versions of all topics in one query. */
async function readVersions({ db, topics }: Parts): Promise<ChangeVersions> {
  if (topics.length === 0) return new Map()
  const versions = topics.map(({ name, version }) => sql`(${name}::text, (${version})::text)`)
  const { rows } = await sql<{ name: string; version: string | null }>`
    select name, version from (values ${sql.join(versions)}) as topics (name, version)`.execute(db)
  return new Map(rows.map(({ name, version }) => [name, version ?? '']))
}
