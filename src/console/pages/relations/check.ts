import { z } from '../../../http/router.ts'

export const STATUSES = [
  'pending',
  'running',
  'waiting',
  'complete',
  'incomplete',
  'failed',
  'cancelled',
] as const

export const KINDS = ['followers', 'following'] as const
export type Kind = (typeof KINDS)[number]
export const RELATIONS = ['mutual', 'fan', 'not_following_back', 'unknown'] as const
export const CHANGES = ['new', 'gone', 'renamed'] as const

const count = z.int()

/** What the pages read of checks of both kinds. */
const shown = {
  id: z.string(),
  status: z.enum(STATUSES),
  reason: z.string().nullable(),
  waiting_until: z.string().nullable(),
  estimate: z.object({ requests: count, seconds: z.number().nullable() }).nullable(),
  task_id: count.nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
}
export type Shown = z.output<z.ZodObject<typeof shown>>

const List = z.object({
  kind: z.enum(KINDS),
  state: z.enum(['pending', 'reading', 'verifying', 'complete', 'incomplete']),
  reason: z.string().nullable(),
  collected: count,
  expected: count.nullable(),
  pages: count,
  requests: count,
})
export type List = z.output<typeof List>

/** A check of the lists of one account. */
export const Check = z.object({
  ...shown,
  username: z.string().nullable(),
  platform_id: z.string().nullable(),
  max: count.nullable(),
  lists: z.array(List),
  progress: z.object({
    collected: count,
    expected: count.nullable(),
    pages: count,
    requests: count,
    accounts: z.array(z.string()),
    seconds_left: z.number().nullable(),
  }),
})
export type Check = z.output<typeof Check>
export const Checks = z.object({ data: z.array(Check), next_cursor: z.string().nullable() })

/** A check of named pairs. */
export const PairCheck = z.object({
  ...shown,
  pairs: count,
  list_checks: z.array(z.string()),
  progress: z.object({
    questions: count,
    answered: count,
    yes: count,
    no: count,
    unknown: count,
    requests: count,
    accounts: z.array(z.string()),
  }),
})
export type PairCheck = z.output<typeof PairCheck>
export const PairChecks = z.object({
  data: z.array(PairCheck),
  next_cursor: z.string().nullable(),
})

/** What a check would take, in the API's refusal to begin it unconfirmed. */
export const Cost = z.object({ requests: count, seconds: z.number().nullable() })
export type Cost = z.output<typeof Cost>

export const hasEnded = ({ status }: Pick<Shown, 'status'>): boolean =>
  status === 'complete' || status === 'incomplete' || status === 'failed' || status === 'cancelled'

/** It waits for somebody to confirm what it costs. */
export const waitsForConfirmation = ({ status, reason }: Shown): boolean =>
  status === 'waiting' && reason === 'confirmation'

/** Its task may be tried again: it goes on where it stopped. */
export const canContinue = (check: Shown): boolean =>
  (check.status === 'cancelled' || check.status === 'failed' || check.status === 'incomplete') &&
  check.task_id !== null

/** The sign of a state. */
export const signOf = ({ status }: Pick<Shown, 'status'>) =>
  (
    {
      pending: 'pending',
      running: 'running',
      waiting: 'resting',
      complete: 'done',
      incomplete: 'unknown',
      failed: 'failed',
      cancelled: 'cancelled',
    } as const
  )[status]
