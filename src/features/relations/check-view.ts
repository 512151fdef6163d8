import { Timestamp, z } from '../../http/router.ts'
import { CHECK_KINDS } from './check-kinds.ts'
import type { CheckRow } from './check-list.ts'

export const CHECK_STATUSES = [
  'pending',
  'running',
  'waiting',
  'complete',
  'incomplete',
  'failed',
  'cancelled',
] as const

const ListState = z.enum(['pending', 'reading', 'verifying', 'complete', 'incomplete'])

export const CheckView = z
  .object({
    id: z.uuid(),
    status: z.enum(CHECK_STATUSES),
    reason: z.string().nullable().openapi({
      description: 'Why it waits, is incomplete or has failed',
      example: 'pool_resting',
    }),
    waiting_until: Timestamp.nullable(),
    complete: z.boolean().openapi({
      description:
        'Nobody is missing from any of its lists: only then somebody who is not in one does not follow',
    }),
    username: z.string().nullable(),
    platform_id: z.string().nullable(),
    blog_id: z.uuid().nullable(),
    kinds: z.array(z.enum(CHECK_KINDS)),
    max: z.int().nullable().openapi({ description: 'The most members of each list' }),
    lists: z.array(
      z.object({
        kind: z.enum(['followers', 'following']),
        state: ListState,
        reason: z.string().nullable().openapi({ description: 'Why it is incomplete' }),
        collected: z.int(),
        expected: z.int().nullable().openapi({ description: 'By the profile when it began' }),
        expected_at_end: z.int().nullable(),
        pages: z.int(),
        requests: z.int(),
      }),
    ),
    progress: z.object({
      collected: z.int(),
      expected: z.int().nullable().openapi({ description: 'null while a length is unknown' }),
      pages: z.int(),
      requests: z.int().openapi({ description: 'Logins apart' }),
      accounts: z.array(z.string()).openapi({ description: 'Of the pool, that have read for it' }),
      seconds_left: z.number().nullable().openapi({ description: 'By how it went so far' }),
    }),
    estimate: z
      .object({ requests: z.int(), seconds: z.number().nullable() })
      .nullable()
      .openapi({ description: 'What it was expected to take, before its first page' }),
    task_id: z.int().nullable(),
    created_at: Timestamp,
    started_at: Timestamp.nullable(),
    completed_at: Timestamp.nullable(),
  })
  .openapi('RelationCheck')
export type CheckView = z.output<typeof CheckView>

export function viewCheck(row: CheckRow): CheckView {
  const { lists } = row
  const sum = (field: 'collected' | 'pages' | 'requests'): number =>
    lists.reduce((total, list) => total + list[field], 0)
  const lengths = lists.map((list) => list.expected)
  return {
    id: row.id,
    ...statusOf(row),
    complete: row.status === 'complete',
    username: row.username,
    platform_id: row.platform_id,
    blog_id: row.blog_id,
    kinds: row.kinds,
    max: row.max_members,
    lists: lists.map((list) => ({ ...list, state: ListState.parse(list.state) })),
    progress: {
      collected: sum('collected'),
      expected: lengths.includes(null)
        ? null
        : lengths.reduce<number>((total, length) => total + (length ?? 0), 0),
      pages: sum('pages'),
      requests: row.requests + sum('requests'),
      accounts: row.accounts,
      seconds_left: secondsLeft(row),
    },
    estimate:
      row.estimated_requests === null
        ? null
        : { requests: row.estimated_requests, seconds: row.estimated_seconds },
    task_id: row.task_id,
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    completed_at: row.completed_at?.toISOString() ?? null,
  }
}

type Status = Pick<CheckView, 'status' | 'reason' | 'waiting_until'>

/** While its task is open, a check is in the state that the task is in. */
function statusOf(row: CheckRow): Status {
  const status = z.enum(CHECK_STATUSES).parse(row.status)
  const isOpen = status === 'pending' || status === 'running'
  if (!isOpen || row.task_status !== 'pending') {
    const isRunning = isOpen && row.task_status === 'running'
    return {
      status: isRunning ? 'running' : status,
      reason: row.status_reason,
      waiting_until: null,
    }
  }
  if (row.task_error === null && row.started_at === null)
    return { status: 'pending', reason: null, waiting_until: null }
  if (row.task_error === 'relation_turn')
    return { status: 'running', reason: null, waiting_until: null }
  return {
    status: 'waiting',
    reason: row.task_error ?? 'requeued',
    waiting_until: row.task_due?.toISOString() ?? null,
  }
}

/** By the share that is done of what is expected; null before there is anything to tell it by. */
function secondsLeft({ lists, started_at, now, completed_at }: CheckRow): number | null {
  if (completed_at !== null) return 0
  if (started_at === null || lists.some((list) => list.expected === null)) return null
  const done = lists.reduce((total, list) => total + list.collected, 0)
  const all = lists.reduce((total, list) => total + Math.max(list.expected ?? 0, list.collected), 0)
  if (done === 0) return null
  const passed = (now.getTime() - started_at.getTime()) / 1000
  return Math.round((passed * (all - done)) / done)
}
