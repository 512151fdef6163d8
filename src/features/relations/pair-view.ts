import { Timestamp, z } from '../../http/router.ts'
import { CHECK_STATUSES } from './check-view.ts'
import type { PairCheckRow, PairRow } from './pair-list.ts'

export const PairCheckView = z
  .object({
    id: z.uuid(),
    status: z.enum(CHECK_STATUSES),
    reason: z.string().nullable().openapi({
      description: 'Why it waits, is incomplete or has failed',
      example: 'pool_resting',
    }),
    waiting_until: Timestamp.nullable(),
    complete: z.boolean().openapi({ description: 'No answer is unknown' }),
    pairs: z.int(),
    progress: z.object({
      questions: z.int().openapi({ description: 'Two a pair, each once' }),
      answered: z.int().openapi({ description: 'The unknown ones included' }),
      yes: z.int(),
      no: z.int(),
      unknown: z.int(),
      requests: z.int().openapi({ description: 'Logins apart' }),
      accounts: z.array(z.string()).openapi({ description: 'Of the pool, that have asked for it' }),
    }),
    estimate: z
      .object({ requests: z.int(), seconds: z.number().nullable() })
      .nullable()
      .openapi({ description: 'What it was expected to take' }),
    task_id: z.int().nullable(),
    created_at: Timestamp,
    started_at: Timestamp.nullable(),
    completed_at: Timestamp.nullable(),
  })
  .openapi('RelationPairs')
export type PairCheckView = z.output<typeof PairCheckView>

const Person = z.object({
  username: z.string().nullable().openapi({ description: 'null for somebody who was erased' }),
  platform_id: z.string().nullable(),
})

const Answer = z.object({
  answer: z
    .enum(['yes', 'no', 'unknown'])
    .nullable()
    .openapi({ description: 'null while it is open' }),
  basis: z.enum(['friendship', 'check', 'list', 'search']).nullable().openapi({
    description:
      'The word of an account of the pool, a list that an earlier check had read whole, a whole list, or a search in a list',
  }),
  reason: z
    .string()
    .nullable()
    .openapi({ description: 'Why it is unknown', example: 'target_private' }),
  at: Timestamp.nullable().openapi({ description: 'When it was so' }),
})

export const PairView = z
  .object({
    index: z.int().openapi({ description: 'In the request, from 0' }),
    a: Person,
    b: Person,
    a_follows_b: Answer,
    b_follows_a: Answer,
  })
  .openapi('RelationPair')
export type PairView = z.output<typeof PairView>

export function viewPairCheck(row: PairCheckRow): PairCheckView {
  const { yes, no, unknown, questions, requests, accounts } = row
  return {
    id: row.id,
    status: z.enum(CHECK_STATUSES).parse(row.status),
    reason: row.status_reason,
    waiting_until: row.waiting_until?.toISOString() ?? null,
    complete: row.status === 'complete',
    pairs: row.pairs,
    progress: {
      questions,
      answered: yes + no + unknown,
      yes,
      no,
      unknown,
      requests,
      accounts,
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

export const viewPair = ({ place, ...pair }: PairRow): PairView =>
  PairView.parse({ index: place, ...pair })
