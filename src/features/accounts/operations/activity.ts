import { ACCOUNT_STATES } from '../../../accounts/states.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { integerText } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { PoolActivity } from '../../../pool/budget/activity.ts'
import type { PoolUsage } from '../../../pool/budget/usage.ts'
import { PROXY_STATES } from '../../../pool/proxies/proxy-health.ts'

/** `activity` and `usage` read every account; see `createPoolReaders`. */
const operation = operationsFor<{
  activity: () => Promise<PoolActivity>
  usage: () => Promise<PoolUsage>
}>()

const count = z.int()

const Span = {
  since: Timestamp.openapi({ description: 'When the time of the answer begins' }),
  until: Timestamp.openapi({ description: 'The time of the answer' }),
}

const Slots = z
  .array(
    z.object({
      at: Timestamp.openapi({ description: 'When the half hour began' }),
      sent: count,
      failed: count.openapi({ description: 'Of those' }),
    }),
  )
  .openapi({ description: 'Half hours with requests, oldest first' })

const AccountActivityView = z
  .object({
    id: z.uuid(),
    username: z.string(),
    state: z.enum(ACCOUNT_STATES),
    rest_until: Timestamp.nullable(),
    sent: count,
    failed: count.openapi({ description: 'Requests that ended in an error' }),
    slots: Slots,
    rests: z
      .array(z.object({ from: Timestamp, to: Timestamp }))
      .openapi({ description: 'When it rested, oldest first' }),
  })
  .openapi('AccountActivity')

const ProxyActivityView = z
  .object({
    id: z.uuid(),
    label: z.string().nullable(),
    host: z.string(),
    port: z.int(),
    state: z.enum(PROXY_STATES),
    state_since: Timestamp,
    sent: count,
    failed: count.openapi({ description: 'Requests that did not get through' }),
    slots: Slots,
  })
  .openapi('ProxyActivity')

const ActivityView = z
  .object({
    ...Span,
    accounts: z.array(AccountActivityView),
    other_accounts: count.openapi({ description: 'Further accounts that read creators' }),
    proxies: z.array(ProxyActivityView),
    other_proxies: count,
  })
  .openapi('PoolActivity')

const Status = z.enum(['pending', 'running', 'done', 'failed', 'cancelled'])

const UsageView = z
  .object({
    ...Span,
    hours: z
      .array(
        z.object({
          hour: Timestamp.openapi({ description: 'When it began' }),
          task_type: z.string().nullable().openapi({
            description: 'Null: for the care of accounts, or for tasks that are deleted',
          }),
          requests: count,
        }),
      )
      .openapi({ description: 'Hours with requests by type of task, oldest first' }),
    tasks: z
      .array(
        z.object({
          task_id: count,
          task_type: z.string(),
          status: Status,
          username: z.string().nullable().openapi({ description: 'The creator that it is about' }),
          requests: count,
        }),
      )
      .openapi({ description: 'The five tasks that sent most, most first' }),
  })
  .openapi('PoolUsage')

export const activityOperations = {
  getPoolActivity: operation.get({
    path: '/api/pool/activity',
    access: 'accounts:read',
    summary: 'What accounts and proxies sent in the last 24 hours, by half hours',
    description:
      'Accounts that read creators, and proxies: those in trouble first, then those with most ' +
      'failures. Up to 30 seconds old.',
    query: z.strictObject({
      limit: integerText({ min: 1, max: 50 })
        .default(10)
        .openapi({ default: 10, description: 'The most accounts, and the most proxies' }),
    }),
    answer: ActivityView,
    success: 'The activity',
    async run({ query: { limit } }, { activity }) {
      const found = await activity()
      const [accounts, proxies] = [found.accounts.slice(0, limit), found.proxies.slice(0, limit)]
      return {
        ...found,
        accounts,
        other_accounts: found.other_accounts + found.accounts.length - accounts.length,
        proxies,
        other_proxies: found.other_proxies + found.proxies.length - proxies.length,
      }
    },
  }),

  getPoolUsage: operation.get({
    path: '/api/pool/usage',
    access: 'accounts:read',
    summary: 'Which tasks used the requests of the last 24 hours',
    description:
      'Requests of the accounts that read creators, the present hour included. Up to 30 seconds ' +
      'old.',
    answer: UsageView,
    success: 'The requests by hour and type, and the tasks that sent most',
    async run(_, { usage }) {
      const { tasks, ...found } = await usage()
      return {
        ...found,
        tasks: tasks.map((task) => ({ ...task, status: Status.parse(task.status) })),
      }
    },
  }),
}
