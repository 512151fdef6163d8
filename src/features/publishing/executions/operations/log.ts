import { AccountReference } from '../../groups/account-reference.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { booleanText, pageOf } from '../../../../http/pagination.ts'
import { Timestamp, z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../groups/group-view.ts'
import { listLog } from '../store/execution-list.ts'
import { ACTIONS } from '../store/log.ts'
import { ROUTES } from '../../uploads/route-limits.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const SentView = z
  .object({
    method: z.string(),
    url: z.string().openapi({ description: 'Without parameters that may be secret' }),
    status: z.int().nullable().openapi({ description: 'null: no answer came' }),
    duration_ms: z.int(),
    sent_bytes: z.int().nullable().openapi({ description: 'Of the file that was sent' }),
    received_bytes: z.int().nullable(),
    answer: z.string().nullable().openapi({ description: 'The beginning of a refusal' }),
  })
  .openapi('SentRequest')

const LogView = z
  .object({
    id: z.uuid(),
    at: Timestamp,
    execution_id: z.uuid().nullable(),
    username: z.string().nullable().openapi({
      description: 'null: a look at a proxy that no account publishes through, or several do',
    }),
    proxy: z.string().nullable().openapi({
      description: 'Label or address of the proxy that was looked at',
    }),
    route: z.enum(ROUTES),
    action: z.enum(ACTIONS),
    status: z.string(),
    duration_ms: z.int(),
    details: z.record(z.string(), z.unknown()),
    requests: z.array(SentView).openapi({
      description: 'The last ones that were sent for it; details.earlier_requests counts others',
    }),
  })
  .openapi('PublicationLogLine')

export const logOperations = {
  listPublicationLog: operation.list({
    path: '/api/logs',
    access: 'publishing:read',
    tags,
    summary: 'What was done towards the platforms to publish, the newest first',
    description:
      'Also logins and checks of accounts that publish. Looks at proxies are for those who ' +
      'may see accounts.',
    filter: {
      account: AccountReference.optional(),
      execution: z.uuid().optional(),
      post: z.uuid().optional(),
      from: z.iso
        .datetime({ offset: true })
        .optional()
        .openapi({ description: 'Lines from then on' }),
      until: z.iso.datetime({ offset: true }).optional().openapi({ description: 'Lines before' }),
      action: z.enum(ACTIONS).optional(),
      status: z.string().max(40).optional(),
      proxy_checks: booleanText.optional().openapi({
        description: 'false leaves out looks at proxies, which are most lines; true by default',
      }),
    },
    answer: pageOf(LogView),
    success: 'A page of the log',
    key: z.tuple([z.uuid()]),
    async run({ query, page }, { db }, { principal }) {
      const { account, execution, post, from, until, action, status } = query
      const ids = { accountId: account, executionId: execution, postId: post }
      const withProxies = query.proxy_checks !== false && principal.scopes.includes('accounts:read')
      const filter = { ...ids, from: time(from), until: time(until), action, status, withProxies }
      const rows = await listLog(db, filter, { after: page.after?.[0], limit: page.take })
      return page.cut(rows, ({ id }) => [id])
    },
  }),
}

const time = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text)
