import { fault, textMatching } from '../../http/fault.ts'
import { Timestamp, z } from '../../http/router.ts'
import { visibleFields } from '../checks/index.ts'

const MAX_PAIRS = 1_000

const PairPerson = z
  .union(
    [
      z.string().min(1).max(2_000),
      z.strictObject({
        platform_id: textMatching(
          z.string(),
          /^\d{1,30}$/,
          fault('not_an_id', "expected the platform's id: digits"),
        ),
      }),
    ],
    { error: 'expected a name, an address, the id of a blog or {platform_id}' },
  )
  .openapi({
    description:
      'A username with or without @, the address of a profile, the id of a blog, or the ' +
      "platform's id as {platform_id}",
    example: 'natgeo',
  })
export type PairPerson = z.output<typeof PairPerson>

export const PairsRequest = z
  .strictObject({
    pairs: z
      .array(z.strictObject({ a: PairPerson, b: PairPerson }))
      .min(1)
      .max(MAX_PAIRS),
    confirm: z.boolean().default(false).openapi({
      description: 'Go ahead even if it takes more than GRAMD_RELATION_CONFIRM_REQUESTS requests',
    }),
  })
  .openapi('RelationPairsRequest')
export type PairsRequest = z.output<typeof PairsRequest>

const Answered = z.object({
  questions: z.int().openapi({ description: 'Two a pair, each once' }),
  answered: z.int().openapi({ description: 'The unknown ones included' }),
  yes: z.int(),
  no: z.int(),
  unknown: z.int(),
})

export const PairCheckView = z
  .object({
    ...visibleFields,
    complete: z.boolean().openapi({ description: 'No answer is unknown' }),
    pairs: z.int(),
    list_checks: z
      .array(z.uuid())
      .openapi({ description: 'Relation checks that read lists for it' }),
    progress: Answered.extend({
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
  basis: z
    .enum(['friendship', 'check', 'search'])
    .nullable()
    .openapi({
      description:
        'The word of an account of the pool, a list that a relation check has read whole, or a ' +
        'search in a list',
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
