import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '../../base/roles.ts'
import { classify } from '../../base/classify.ts'
import type { Logger } from '../../base/log/log.ts'
import type { Db } from '../../db/handles.ts'
import { createWakeSignal, type WakeSignal } from '../../queue/worker/wake-signal.ts'

/** Rows that somebody may want to see change. */
export type ChangeTopic = {
  name: string
  /** Who may hear of it; null: whoever is signed in. */
  scope: Scope | null
  /** An expression whose value, of at most some hundred rows or of an index's end, differs after each change. */
  mark: RawBuilder<unknown>
}

/** The value of each topic's mark. */
type ChangeVersions = ReadonlyMap<string, string>

/** Tells that rows have changed, never what: one reader for a process, however many people look. */
export type ChangeFeed = {
  topics: readonly Pick<ChangeTopic, 'name' | 'scope'>[]
  /** The present marks: what changes later is told to whoever follows from them. */
  now(): Promise<ChangeVersions>
  /** Names of topics, each once however often it changed meanwhile, until the signal aborts. */
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
  /** Real time between looks while somebody follows. */
  pollMs?: number
}

const POLL_MS = 500

/** What the reader and its followers share. The reader runs while there are followers. */
type Feed = Parts & {
  pollMs: number
  followers: Set<WakeSignal>
  /** Absent before the reader has read. */
  latest?: ChangeVersions
  wakeSignal: WakeSignal
  closing: AbortController
  isReading: boolean
  reading: Promise<void>
}

/** Makes the feed. It asks the database for nothing while nobody follows. */
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
    now: async () => await readMarks(parts),
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

/** Reads marks while somebody follows. Never rejects. */
async function read(feed: Feed): Promise<void> {
  feed.isReading = true
  while (feed.followers.size > 0 && !feed.closing.signal.aborted) {
    try {
      feed.latest = await readMarks(feed)
      for (const wakeSignal of feed.followers) wakeSignal.notify()
    } catch (thrown) {
      const error = classify(thrown)
      feed.log.warn({ err: error, code: error.code }, 'news not read')
    }
    await feed.wakeSignal.wait(feed.pollMs, feed.closing.signal)
  }
  delete feed.latest // it grows old
  feed.isReading = false // no await since the check of the followers: the next one starts a reader
}

/** One query for all topics. */
async function readMarks({ db, topics }: Parts): Promise<ChangeVersions> {
  if (topics.length === 0) return new Map()
  const marks = topics.map(({ name, mark }) => sql`(${name}::text, (${mark})::text)`)
  const { rows } = await sql<{ name: string; mark: string | null }>`
    select name, mark from (values ${sql.join(marks)}) as topics (name, mark)`.execute(db)
  return new Map(rows.map(({ name, mark }) => [name, mark ?? '']))
}
