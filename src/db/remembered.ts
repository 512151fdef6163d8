import type { Background } from '../base/background.ts'

/** A result, with the time (real ms) and the version of its rows when reading them began. */
type Past<Result> = { at: number; version: number; result: Result }
type Entry<Result> = {
  latest?: Past<Result> | undefined
  reading?: Promise<Past<Result>> | undefined
}

type Recalled = {
  /** The same key has the same result, but for changes of rows. */
  key: string
  /** Changes with the rows; a result of another version is read again behind the answer. */
  version?: number
}

type Options<Result> = {
  /** Logged when reading behind an answer fails. */
  failure?: string
  /** Older results are not returned. Real time; a minute unless it is longer. */
  maxAgeMs?: number
  /** Whether reading took so many rows that the result is worth remembering. */
  isLarge?: (result: Result) => boolean
}

/** Real time for which a result is used without reading it again. */
const FRESH_MS = 60_000
/** Keys may come from requests: a bound prevents them from filling the memory. */
export const MAX_KEYS = 1_000

/** The database, by its identity alone, and where a result is read again behind an answer. */
type Parts = { db: object; background?: Background }

/**
 * Remembers results that take long to read, for each database of this process. The last result is
 * returned at once. When it is older than a minute, or of another version, it is read again behind
 * the answer, once at a time. Without `background`, or a result of `maxAgeMs`, the caller waits;
 * callers at the same time wait for one reading.
 */
export function remembered<Result>({
  failure = 'a result could not be read again',
  maxAgeMs = FRESH_MS,
  isLarge = () => true,
}: Options<Result> = {}) {
  const databases = new WeakMap<object, Map<string, Entry<Result>>>()
  return async function recall(
    { db, background }: Parts,
    { key, version = 0 }: Recalled,
    read: () => Promise<Result>,
    now: number = performance.now(),
  ): Promise<Result> {
    const entries = databases.get(db) ?? new Map<string, Entry<Result>>()
    databases.set(db, entries)
    const entry = entryOf(entries, key, now - maxAgeMs)
    const { latest } = entry
    if (latest?.version === version && now - latest.at < FRESH_MS) return latest.result
    const isFirst = entry.reading === undefined
    entry.reading ??= readAgain(entry, { at: now, version }, read, isLarge)
    if (latest === undefined || background === undefined) return (await entry.reading).result
    if (isFirst) background.follow(entry.reading, failure)
    return latest.result
  }
}

/** Returns the entry of a key without a result from before a time; forgets others of before it. */
function entryOf<Result>(
  entries: Map<string, Entry<Result>>,
  key: string,
  before: number,
): Entry<Result> {
  const wanted = entries.get(key) ?? {}
  // At the end: the first ones are those that were asked for longest ago.
  entries.delete(key)
  entries.set(key, wanted)
  for (const [each, entry] of entries) {
    if (entry.latest && entry.latest.at <= before) entry.latest = undefined
    const isSpare = entries.size > MAX_KEYS || !entry.latest
    if (isSpare && entry !== wanted && !entry.reading) entries.delete(each)
  }
  return wanted
}

async function readAgain<Result>(
  entry: Entry<Result>,
  when: { at: number; version: number },
  read: () => Promise<Result>,
  isLarge: (result: Result) => boolean,
): Promise<Past<Result>> {
  try {
    const past = { ...when, result: await read() }
    entry.latest = isLarge(past.result) ? past : undefined
    return past
  } finally {
    entry.reading = undefined
  }
}
