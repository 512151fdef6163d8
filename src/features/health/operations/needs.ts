import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { PoolReaders } from '../../../pool/budget/pool-readers.ts'
import type { Services } from '../../services.ts'
import { HARMS, listNeeds, RECOVERIES } from '../needs/list-needs.ts'
import { readFacts } from '../needs/read-facts.ts'
import { reportOf, type ReportParts } from './health.ts'

type Needed = ReportParts & Pick<Services, 'db'> & Pick<PoolReaders, 'capacity' | 'usage'>

const operation = operationsFor<Needed>()

const count = z.int()

const NeedView = z
  .object({
    kind: z.string().openapi({
      description:
        'The cause: `publications_unknown`, `publications_failed`, `posts_missed`, ' +
        '`proxies_dead`, `proxies_blocked`, `accounts_need_person`, `accounts_rest`, ' +
        '`budget_spent`, `budget_low`, or the code of an alert of GET /api/health',
      example: 'proxies_dead',
    }),
    harm: z.enum(HARMS).openapi({
      description:
        'What suffers: what the public sees, the work of gramd, single accounts; or it ' +
        '`recovers` without a person',
    }),
    code: z.string().nullable().openapi({ description: 'The error code of accounts' }),
    state: z.string().nullable().openapi({ description: 'The state of accounts' }),
    count: count.openapi({ description: 'How many things have this cause' }),
    since: Timestamp.nullable(),
    waiting_tasks: count,
    waiting_accounts: count,
    recovers: z.enum(RECOVERIES).openapi({ description: 'Whether it ends without a person' }),
    recovers_at: Timestamp.nullable().openapi({
      description: 'When it ends, or is tried again, by itself',
    }),
    message: z.string().nullable(),
    subjects: z
      .array(
        z.object({
          type: z.enum(['account', 'proxy', 'post', 'task']),
          id: z.string(),
          name: z.string(),
          account: z.string().nullable().openapi({ description: 'Of a publication' }),
        }),
      )
      .openapi({ description: 'The first of the things' }),
    spent: z
      .object({
        requests: count.openapi({ description: 'Of the last 24 hours' }),
        of: count.openapi({ description: 'The budget of a day' }),
        most: z
          .object({
            task_id: count,
            task_type: z.string(),
            username: z.string().nullable(),
            requests: count,
          })
          .nullable()
          .openapi({ description: 'The task that sent at least half of them' }),
      })
      .nullable()
      .openapi({ description: 'For a spent budget' }),
  })
  .openapi('Need')

export const needOperations = {
  listNeeds: operation.get({
    path: '/api/needs',
    access: 'system:read',
    tags: ['health'],
    assistant: { tool: true },
    summary: 'What needs a person now, one row for each cause, the most harmful first',
    description:
      'First what the public sees, then what blocks most tasks, then accounts that wait for a ' +
      'person, then what ends by itself. Empty when all is well.',
    answer: z.object({ data: z.array(NeedView) }).openapi('Needs'),
    success: 'The causes',
    async run(_, services, { http }) {
      const [report, facts] = await Promise.all([
        reportOf(services, http.get('version')),
        readFacts(services.db, services),
      ])
      const resourceOf = (type: string) => services.queue.types.get(type)?.resource
      return { data: listNeeds({ ...facts, report, resourceOf }) }
    },
  }),
}
