import { listAudit } from '../../../http/access/audit.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import { createRoute, createRouter, json, Timestamp, z, type Router } from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'

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

const list = createRoute({
  method: 'get',
  path: '/api/audit',
  access: 'audit:read',
  operationId: 'listAudit',
  tags: ['users'],
  summary: 'Who changed what, newest first',
  request: {
    query: z.strictObject({
      ...cursorFields,
      principal: z.string().min(1).max(100).optional(),
      action: z.string().min(1).max(100).optional(),
      object: z.string().min(1).max(500).optional(),
      since: z.iso.datetime().optional(),
      until: z.iso.datetime().optional(),
    }),
  },
  responses: { 200: json('A page of the audit log', pageOf(AuditEntry).openapi('AuditLog')) },
})

export function auditRoutes({ db }: Pick<Services, 'db'>): Router {
  return createRouter().openapi(list, async (c) => {
    const { cursor, limit, ...filter } = c.req.valid('query')
    const [after] = readCursor({ cursor, limit }, z.tuple([z.string().regex(/^\d{1,15}$/)])) ?? []
    const rows = await listAudit(db, { ...filter, limit: limit + 1, after })
    return c.json(cutPage(rows, limit, { key: ({ id }) => [id] }), 200)
  })
}
