import { setTimeout as delay } from 'node:timers/promises'
import type { TaskEventFeed } from '../http/events.ts'
import type { HttpContext } from '../http/router.ts'
import { streamEvents, type ServerSentEvent } from '../http/sse.ts'
import { ProblemError } from './ask.ts'
import { Me, type Page } from './page.ts'

/** Real time: more often, nobody can read what has changed. */
const QUIET_MS = 1_000
/** Real time after which a session that has ended hears nothing any more. */
const CHECK_MS = 60_000

/** Says that tasks have changed, never what: the page is asked for again, as its reader may see it. */
export async function streamNews(
  c: HttpContext,
  page: Page,
  events: TaskEventFeed,
): Promise<Response> {
  if (!page.may('tasks:read')) return c.body(null, 204)
  const after = await events.end()
  return streamEvents(c, (signal) => {
    const ending = new AbortController()
    const until = AbortSignal.any([signal, ending.signal])
    void watchSession(page, until, ending)
    return news(events.follow({ after, filter: {}, signal: until }), until)
  })
}

/** One word for all that changes within a second. */
async function* news(
  changes: AsyncIterable<unknown>,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  let isChanged = false
  let isOver = false
  let wake = (): void => undefined
  signal.addEventListener('abort', () => wake(), { once: true })
  const reading = (async () => {
    try {
      for await (const _ of changes) {
        isChanged = true
        wake()
      }
    } finally {
      isOver = true
      wake()
    }
  })()
  while (!signal.aborted) {
    if (!isChanged && !isOver) await new Promise<void>((resolve) => (wake = resolve))
    if (isOver || signal.aborted) break
    await delay(QUIET_MS, undefined, { signal }).catch(() => undefined)
    isChanged = false
    yield { event: 'changed', data: 'tasks' }
  }
  await reading
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
