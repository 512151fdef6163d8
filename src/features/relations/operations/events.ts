import type { Db } from '../../../db/handles.ts'
import { invalidField, NoSuchRecordError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { problem, z } from '../../../http/router.ts'
import { streamEvents, type ServerSentEvent } from '../../../http/streams/sse.ts'
import { createWakeSignal } from '../../../queue/worker/wake-signal.ts'
import { type PoolRate, readPoolRate, type WithPoolLimits } from '../../checks/index.ts'
import { relationChecks, viewCheck, type CheckView } from '../check-view.ts'
import { lastEventId, listEvents, type CheckEvent } from '../store/events.ts'

/** Real time between two polls of one stream: a page takes a few seconds. */
const POLL_MS = 500
/** Real time for which a stream reuses the rate of the pool, whose query reads each account. */
const RATE_LASTS_MS = 30_000

/** Ends the id of a stream's last event, so that a client that reconnects has seen the end. */
const END = '-end'
const EventId = z.string().regex(/^\d{1,15}(-end)?$/)

type Place = { after: number; isPastEnd: boolean }

function readPlace(header: string | undefined): Place | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const { data } = EventId.safeParse(header.trim())
  if (data !== undefined) return { after: Number.parseInt(data, 10), isPastEnd: data.endsWith(END) }
  throw invalidField('last-event-id', 'is not the id of an event of this stream', {
    code: 'not_accepted',
  })
}

type Needed = {
  db: Db
  /** Real time between two polls of one stream; POLL_MS without it. */
  pollMs?: number
} & WithPoolLimits

const operation = operationsFor<Needed>()

/** The streams end with their check; at shutdown the server ends them. */
export const eventOperations = {
  watchRelationCheck: operation.raw({
    method: 'get',
    path: '/api/relations/{id}/events',
    access: 'creators:read',
    summary: 'Watch a check live',
    description:
      'Server-sent events: first `snapshot` with the check, then `progress` with the check ' +
      'whenever it has changed, and what happens on the way (`taken_over` by another account, ' +
      '`cursor_bound`, `begun_again`, `empty_answer`, `not_newest_first`, ' +
      '`new_members_read`, `list_complete`, `list_incomplete`). ' +
      'Last comes `complete`, `incomplete`, `failed` or `cancelled` with the check, or ' +
      '`removed`. With Last-Event-ID the happenings after it come again behind the snapshot; ' +
      '0 gives all of them.',
    params: z.object({ id: z.uuid() }),
    headers: z.object({
      'last-event-id': z.string().optional().openapi({
        description: 'The id of the last event that was received',
        example: '977',
      }),
    }),
    responses: {
      200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
      204: { description: 'The check has ended, and the client has seen that: do not reconnect' },
      404: problem('No such check'),
    },
    async run({ params: { id } }, services, { http }) {
      const { db, pollMs = POLL_MS } = services
      const place = readPlace(http.req.header('last-event-id'))
      // Read before the check: an event in between is sent twice rather than not at all.
      const after = place?.after ?? (await lastEventId(db, id))
      const read = createLook(services, id)
      const check = await read()
      if (place?.isPastEnd && hasEnded(check) && (await lastEventId(db, id)) <= after)
        return http.body(null, 204)
      return streamEvents(http, (signal) => follow(db, { check, after, read, pollMs }, signal))
    },
  }),
}

async function* follow(
  db: Db,
  from: { check: CheckView; after: number; read: () => Promise<CheckView>; pollMs: number },
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const { id } = from.check
  let { check, after } = from
  const wakeSignal = createWakeSignal()
  yield { id: String(after), event: 'snapshot', data: check }
  for (;;) {
    let events = await listEvents(db, id, after)
    while (events.length > 0 && !signal.aborted) {
      for (const event of events) {
        after = event.id
        yield describe(event)
      }
      events = await listEvents(db, id, after)
    }
    if (hasEnded(check)) return yield { id: `${after}${END}`, event: check.status, data: check }
    await wakeSignal.wait(from.pollMs, signal)
    if (signal.aborted) return
    // Read before its events: they are sent before the end that they led to.
    const present = await unlessRemoved(from.read)
    if (present === undefined) return yield { event: 'removed', data: { id } }
    if (!hasEnded(present) && comparable(present) !== comparable(check))
      yield { id: String(after), event: 'progress', data: present }
    check = present
  }
}

const hasEnded = ({ completed_at }: CheckView): boolean => completed_at !== null

/** A check without the remaining time, which changes by itself. */
const comparable = ({ progress, ...check }: CheckView): string =>
  JSON.stringify({ ...check, progress: { ...progress, seconds_left: null } })

const describe = ({ id, event, data, created_at }: CheckEvent): ServerSentEvent => ({
  id: String(id),
  event,
  data: { ...data, created_at: created_at.toISOString() },
})

/** Loads the current check with the remaining time. Throws NoSuchRecordError. */
function createLook(services: { db: Db } & WithPoolLimits, id: string) {
  let rate: { secondsFor: PoolRate; until: number } | undefined
  return async (): Promise<CheckView> => {
    const row = await relationChecks.get(services.db, id)
    if (row.completed_at !== null) return viewCheck(row)
    if (rate === undefined || rate.until < performance.now())
      rate = {
        secondsFor: await readPoolRate(services.db, services),
        until: performance.now() + RATE_LASTS_MS,
      }
    return viewCheck(row, rate.secondsFor)
  }
}

async function unlessRemoved(read: () => Promise<CheckView>): Promise<CheckView | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof NoSuchRecordError) return undefined
    throw error
  }
}
