import { listAudit } from '../../../http/access/audit.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const Fields = z.record(z.string(), z.unknown())

const AuditEntry = z
  .object({
    id: z.string(),
    at: Timestamp,
    principal: z.string().openapi({ example: 'user:019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44' }),
    name: z.string().openapi({ description: 'Of the user or token, as it was then' }),
    action: z.string().openapi({ description: 'The operationId', example: 'changeUser' }),
    object: z.string().nullable().openapi({
      description: 'The path of what was changed; null once it was erased',
      example: '/api/users/aigerim',
    }),
    before: Fields.nullable().openapi({ description: 'The fields that changed' }),
    after: Fields.nullable(),
    status: z.int().nullable().openapi({
      description: 'Of the answer; null when the process died, and the change may have happened',
    }),
    request_id: z.string(),
    address: z.string().nullable(),
  })
  .openapi('AuditEntry')

export const auditOperations = {
  listAudit: operation.list({
    path: '/api/audit',
    access: 'audit:read',
    tags: ['users'],
    summary: 'Who changed what, newest first',
    filter: {
      principal: z.string().min(1).max(100).optional(),
      action: z.string().min(1).max(100).optional(),
      object: z.string().min(1).max(500).optional(),
      since: z.iso.datetime().optional(),
      until: z.iso.datetime().optional(),
    },
    answer: pageOf(AuditEntry).openapi('AuditLog'),
    success: 'A page of the audit log',
    key: z.tuple([z.string().regex(/^\d{1,15}$/)]),
    async run({ query, page }, { db }) {
      const rows = await listAudit(db, { ...query, limit: page.take, after: page.after?.[0] })
      return page.cut(rows, ({ id }) => [id])
    },
  }),
}
