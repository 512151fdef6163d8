import { setTimeout as delay } from 'node:timers/promises'
import type { TaskEventFeed } from '../http/streams/events.ts'
import type { ChangeFeed } from '../http/streams/change-feed.ts'
import type { HttpContext } from '../http/router.ts'
import { streamEvents, type ServerSentEvent } from '../http/streams/sse.ts'
import type { StreamOwner } from '../http/streams/open-streams.ts'
import type { PageContext } from './page.ts'

/** Real time; changes shown more often could not be read. */
const QUIET_MS = 1_000

type Feeds = { events: TaskEventFeed; changes: ChangeFeed }

/**
 * Sends an event when something has changed, never what: the page is then fetched again with its
 * reader's rights.
 */
export async function streamChanges(
  c: HttpContext,
  page: PageContext,
  { events, changes }: Feeds,
): Promise<Response> {
  const owner = await findOwner(c, page)
  if (owner === null) return c.body(null, 204)
  const after = page.may('tasks:read') ? await events.end() : null
  const scope = events.scopeOf(owner.principal)
  const versions = await changes.now()
  const names = changes.topics
    .filter(({ scope }) => scope === null || page.may(scope))
    .map(({ name }) => name)
  const changesUntil = (signal: AbortSignal) => {
    const sources = [
      ...(after ? [taskNews(events.follow({ after, filter: { scope }, signal }))] : []),
      changes.follow({ after: versions, names, signal }),
    ]
    return wordsOf(sources, signal)
  }
  return streamEvents(c, changesUntil, { owner })
}

/**
 * The session of the cookie; null without one, and for a user who must first add a second factor.
 */
async function findOwner(c: HttpContext, page: PageContext): Promise<StreamOwner | null> {
  if (page.me === null || page.me.must_enroll || page.cookies.session === null) return null
  const authorization = `Bearer ${page.cookies.session}`
  return { authorization, principal: await c.get('authenticate')(authorization) }
}

async function* taskNews(changes: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const _ of changes) yield 'tasks'
}

/** Combines all changes within a second into one event. */
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
