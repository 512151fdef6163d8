import { Timestamp, z } from '../../http/router.ts'
import { shownFields, viewShown } from '../checks/index.ts'
import type { PairCheckRow, PairRow } from './pair-list.ts'

export const PairCheckView = z
  .object({
    ...shownFields,
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
  })
  .openapi('RelationPairs')
export type PairCheckView = z.output<typeof PairCheckView>

const Person = z.object({
  username: z.string().nullable().openapi({ description: 'null for an erased account' }),
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
    ...viewShown(row),
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
  }
}

export const viewPair = ({ place, ...pair }: PairRow): PairView =>
  PairView.parse({ index: place, ...pair })
