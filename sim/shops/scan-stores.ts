import { setTimeout as delay } from 'node:timers/promises'
import { sellingCaption } from './selling.ts'
import { beginScan, percentile, readScan, startShopWorld, type ShopWorld } from './world.ts'

const POLL_MS = 250
/** Parts of a large scan after each of which the memory is read. */
const PARTS = 5
/** More than the first part is no leak yet: caches fill, and the collector waits. */
const FLAT = 1.3
const HALF_A_DAY_MS = 12 * 3_600_000
/** Beyond any budget of an account. */
const CALLS_PER_DAY = 1_000_000
const ANSWER_MS = 6_000
const GOAL_SECONDS = 300

type Run = { speed: number; signal: AbortSignal; progress(line: string): void }

export type LargeReport = {
  posts: number
  drafts: number
  requests: number
  /**
   * MB of the process with the stand-ins in it, after each fifth of the posts; what its objects
   * take after a collection.
   */
  memoryMb: readonly number[]
  heapMb: readonly number[]
  tookSeconds: number
  failures: string[]
}

/** Scans one store with many posts, with a model that answers at once. */
export async function scanLarge({
  posts,
  speed,
  signal,
  progress,
}: Run & { posts: number }): Promise<LargeReport> {
  const startedAt = performance.now()
  await using world = await startShopWorld({ speed, answerMs: 0, callsPerDay: CALLS_PER_DAY })
  const store = await openFilled(world, 'shop.large', { posts, from: 0 })
  const scan = await beginScan(world, store, posts)
  const [memoryMb, heapMb]: [number[], number[]] = [[], []]
  const read = async () => {
    const { status, progress: made, requests } = await readScan(world, scan)
    while (memoryMb.length < Math.floor((PARTS * made.processed) / posts)) {
      const { rss, heap } = memory()
      memoryMb.push(rss)
      heapMb.push(heap)
      progress(`${made.processed} of ${posts} posts, ${rss} MB, of which ${heap} MB of objects`)
    }
    return { status, made, requests }
  }
  const { status, made, requests } = await untilEnded(read, signal)
  const [first = 0, last = 0] = [heapMb[0], heapMb.at(-1)]
  return {
    posts,
    drafts: made.draftsCreated,
    requests,
    memoryMb,
    heapMb,
    tookSeconds: Math.round((performance.now() - startedAt) / 1_000),
    failures: [
      ...(status === 'success' ? [] : [`the large scan is ${status}`]),
      ...(made.draftsCreated === posts
        ? []
        : [`${posts - made.draftsCreated} posts have no draft`]),
      ...(last <= FLAT * first ? [] : [`memory grew from ${first} to ${last} MB`]),
    ],
  }
}

export type OftenReport = {
  scans: number
  posts: number
  /** World seconds of a scan. */
  seconds: { median: number | null; p90: number | null; most: number | null }
  tookSeconds: number
  failures: string[]
}

/** Scans stores one after the other, with direct calls and a model that thinks. */
export async function scanOften({
  scans,
  posts,
  speed,
  signal,
  progress,
}: Run & { scans: number; posts: number }): Promise<OftenReport> {
  const startedAt = performance.now()
  await using world = await startShopWorld({
    speed,
    answerMs: ANSWER_MS,
    callsPerDay: CALLS_PER_DAY,
  })
  const seconds: number[] = []
  const failures: string[] = []
  for (let n = 1; n <= scans; n += 1) {
    const store = await openFilled(world, `shop.${n}`, { posts, from: n * posts })
    const scan = await beginScan(world, store, posts)
    const ended = await untilEnded(async () => await readScan(world, scan), signal)
    seconds.push(ended.durationSeconds ?? Number.POSITIVE_INFINITY)
    if (ended.status !== 'success' || ended.progress.draftsCreated !== posts)
      failures.push(`scan ${n} is ${ended.status} with ${ended.progress.draftsCreated} drafts`)
    progress(`scan ${n} of ${scans} took ${ended.durationSeconds} s`)
  }
  const p90 = percentile(seconds, 0.9)
  if (p90 === null || p90 > GOAL_SECONDS) failures.push(`p90 of a scan is ${p90} s`)
  return {
    scans,
    posts,
    seconds: { median: percentile(seconds, 0.5), p90, most: percentile(seconds, 1) },
    tookSeconds: Math.round((performance.now() - startedAt) / 1_000),
    failures,
  }
}

/** Opens a store on an account with so many posts, which sell something else each. */
async function openFilled(
  world: ShopWorld,
  username: string,
  { posts, from }: { posts: number; from: number },
): Promise<string> {
  const store = await world.open(username, { follows: false })
  const now = world.clock.now().getTime()
  for (let n = 1; n <= posts; n += 1)
    world.graph.control.addPost(username, {
      caption: sellingCaption(from + n),
      type: 'IMAGE',
      product: 'FEED',
      publishedAt: now - Math.round((n * HALF_A_DAY_MS) / 4),
    })
  return store
}

async function untilEnded<Read extends { status: string }>(
  read: () => Promise<Read>,
  signal: AbortSignal,
): Promise<Read> {
  for (;;) {
    const found = await read()
    if (found.status !== 'running') return found
    await delay(POLL_MS, undefined, { signal })
  }
}

function memory(): { rss: number; heap: number } {
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss: Math.round(rss / 1e6), heap: Math.round((heapUsed + external) / 1e6) }
}
