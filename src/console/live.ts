import { setTimeout as delay } from 'node:timers/promises'
import type { Principal } from '../http/access/principal.ts'
import type { TaskEventFeed } from '../http/events.ts'
import type { NewsFeed } from '../http/news.ts'
import type { HttpContext } from '../http/router.ts'
import { streamEvents, type ServerSentEvent } from '../http/sse.ts'
import { ProblemError } from './ask.ts'
import { Me, type Page } from './page.ts'

/** Real time: more often, nobody can read what has changed. */
const QUIET_MS = 1_000
/** Real time after which a session that has ended hears nothing any more. */
const CHECK_MS = 60_000

type Feeds = { events: TaskEventFeed; news: NewsFeed }

/** Says that something has changed, never what: the page is asked for again, as its reader may see it. */
export async function streamNews(
  c: HttpContext,
  page: Page,
  { events, news }: Feeds,
): Promise<Response> {
  if (page.me === null) return c.body(null, 204)
  const after = page.may('tasks:read') ? await events.end() : null
  const seen = events.seenBy(await principalOf(page))
  const marks = await news.now()
  const names = news.topics
    .filter(({ scope }) => scope === null || page.may(scope))
    .map(({ name }) => name)
  return streamEvents(c, (signal) => {
    const ending = new AbortController()
    const until = AbortSignal.any([signal, ending.signal])
    void watchSession(page, until, ending)
    const changes = [
      ...(after ? [taskNews(events.follow({ after, filter: { seen }, signal: until }))] : []),
      news.follow({ after: marks, names, signal: until }),
    ]
    return wordsOf(changes, until)
  })
}

/** The user of the page, as the API knows them. */
const principalOf = async ({ c, cookies }: Page): Promise<Principal> =>
  await c.get('authenticate')(`Bearer ${cookies.session}`)

async function* taskNews(changes: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const _ of changes) yield 'tasks'
}

/** One word for all that changes within a second. */
async function* wordsOf(
  sources: readonly AsyncIterable<string>[],
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const changed = new Set<string>()
  let isOver = false
  let wake = (): void => undefined
  signal.addEventListener('abort', () => wake(), { once: true })
  const reading = sources.map(async (source) => {
    try {
      for await (const name of source) {
        changed.add(name)
        wake()
      }
    } finally {
      isOver = true
      wake()
    }
  })
  // Settled, since a source may fail while the loop waits for something else.
  const ended = Promise.allSettled(reading)
  while (!signal.aborted) {
    if (changed.size === 0 && !isOver) await new Promise<void>((resolve) => (wake = resolve))
    if (isOver || signal.aborted) break
    await delay(QUIET_MS, undefined, { signal }).catch(() => undefined)
    const data = [...changed]
    changed.clear()
    yield { event: 'changed', data }
  }
  for (const end of await ended) if (end.status === 'rejected') throw end.reason
}

async function watchSession(
  page: Page,
  signal: AbortSignal,
  ending: AbortController,
): Promise<void> {
  while (!signal.aborted) {
    await delay(CHECK_MS, undefined, { signal, ref: false }).catch(() => undefined)
    if (signal.aborted) return
    try {
      await page.ask('GET /api/auth/me', Me)
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status === 401) ending.abort()
    }
  }
}
