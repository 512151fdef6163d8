import { taskScopeOf, type TaskScope } from '../../../http/access/task-scope.ts'
import {
  formatCursor,
  readLastEventId,
  type EventCursor,
} from '../../../http/streams/event-cursor.ts'
import type { TaskEvent } from '../../../http/streams/events.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { problem, z } from '../../../http/router.ts'
import { streamEvents, type ServerSentEvent } from '../../../http/streams/sse.ts'
import type { Services } from '../../services.ts'
import { findPlace, getTask, isRemembered, type TaskRow } from '../store/tasks.ts'
import { hasEnded, TaskId } from '../task-view.ts'

const FINAL_EVENTS: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled'])

const LastEventId = z.object({
  'last-event-id': z.string().optional().openapi({
    description: 'The id of the last event that was received: the stream goes on after it',
    example: '8231-977',
  }),
})

const stream = (description: string) => ({
  description,
  content: { 'text/event-stream': { schema: z.string() } },
})

type Needed = Pick<Services, 'db' | 'events' | 'queue'>

const operation = operationsFor<Needed>()

/**
 * The streams do not end by themselves while their task is open: at shutdown the server ends them.
 */
export const eventOperations = {
  taskWatchdog: operation.raw({
    method: 'get',
    path: '/api/tasks/{id}/events',
    access: 'tasks:read',
    summary: 'Watch one task live',
    description:
      'Server-sent events: first `snapshot` with the task, then what happens to it (`claimed`, ' +
      '`progress`, `sent`, ' +
      '`retried`, `snoozed`, `requeued`), and last `done`, `failed` or `cancelled`. A stream ' +
      'that goes on after ' +
      'Last-Event-ID has no snapshot, unless the events in between have been deleted; events ' +
      'may repeat what the ' +
      'snapshot shows.',
    params: TaskId,
    headers: LastEventId,
    responses: {
      200: stream('The stream'),
      204: {
        description: 'The task has ended and Last-Event-ID is its last event: do not reconnect',
      },
      404: problem('No such task'),
    },
    async run({ params: { id } }, { db, events, queue }, { principal, http }) {
      const place = readLastEventId(http.req.header('last-event-id'))
      const scope = taskScopeOf(queue.types, principal)
      await getTask(db, id, scope)
      const status = place && (await findPlace(db, id, place))
      if (place === undefined || status === 'unknown') {
        // Read before the task: events in between repeat what the snapshot shows.
        const end = await events.end()
        const task = await getTask(db, id, scope)
        return streamEvents(http, (signal) => fromSnapshot(events, task, { end, scope, signal }))
      }
      if (status === 'at_end' && hasEnded((await getTask(db, id, scope)).status))
        return http.body(null, 204)
      const filter = { taskId: id, scope }
      return streamEvents(http, (signal) => untilFinal(events, { after: place, filter, signal }))
    },
  }),

  watchTasks: operation.raw({
    method: 'get',
    path: '/api/events',
    access: 'tasks:read',
    tags: ['tasks'],
    summary: 'Watch all tasks live',
    description:
      'Server-sent events from now on, or from Last-Event-ID. `open` comes first; `gap` comes ' +
      'first instead when events ' +
      'after Last-Event-ID may have been deleted.',
    query: z.strictObject({ task_type: z.string().min(1).max(100).optional() }),
    headers: LastEventId,
    responses: { 200: stream('The stream') },
    async run({ query: { task_type } }, { db, events, queue }, { principal, http }) {
      const place = readLastEventId(http.req.header('last-event-id'))
      const first = place && !(await isRemembered(db, place)) ? 'gap' : 'open'
      const after = place ?? (await events.end())
      const scope = taskScopeOf(queue.types, principal)
      return streamEvents(http, async function* (signal) {
        yield { id: formatCursor(after), event: first, data: {} }
        const filter = task_type === undefined ? { scope } : { taskType: task_type, scope }
        for await (const event of events.follow({ after, filter, signal })) yield describe(event)
      })
    },
  }),
}

type Feed = Services['events']

async function* fromSnapshot(
  events: Feed,
  task: TaskRow,
  { end, scope, signal }: { end: EventCursor; scope: TaskScope; signal: AbortSignal },
): AsyncGenerator<ServerSentEvent> {
  yield { id: formatCursor(end), event: 'snapshot', data: task }
  const filter = { taskId: task.id, scope }
  if (!hasEnded(task.status)) yield* untilFinal(events, { after: end, filter, signal })
}

async function* untilFinal(
  events: Feed,
  followed: Parameters<Feed['follow']>[0],
): AsyncGenerator<ServerSentEvent> {
  for await (const event of events.follow(followed)) {
    yield describe(event)
    if (FINAL_EVENTS.has(event.event)) return
  }
}

/** The event's own fields, and which task it is about. */
function describe(event: TaskEvent): ServerSentEvent {
  const own = typeof event.data === 'object' && event.data !== null ? event.data : {}
  const { task_id, task_type } = event
  return {
    id: formatCursor(event.cursor),
    event: event.event,
    data: { ...own, task_id, task_type, created_at: event.created_at },
  }
}
