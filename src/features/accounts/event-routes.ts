import { cutPage, pageFields, pageOf, readCursor } from '../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  problem,
  OpenObject,
  Timestamp,
  z,
  type Router,
} from '../../http/router.ts'
import { listAccountEvents, type AccountEvent } from '../../pool/accounts/account-history.ts'
import { getAccount } from '../../pool/accounts/account-views.ts'
import type { Services } from '../manifest.ts'

const AccountEventItem = z
  .object({
    id: z.int(),
    event: z.string(),
    from_state: z.string().nullable(),
    to_state: z.string().nullable(),
    code: z.string().nullable(),
    detail: OpenObject,
    created_at: Timestamp,
  })
  .openapi('AccountEvent')

const events = createRoute({
  method: 'get',
  path: '/api/accounts/{id}/events',
  access: 'accounts:read',
  operationId: 'listAccountEvents',
  tags: ['accounts'],
  summary: 'What happened to an account',
  request: {
    params: z.object({ id: z.uuid() }),
    query: z.strictObject({
      ...pageFields,
      event: z
        .string()
        .regex(/^[a-z0-9_]{1,64}$/, 'expected the name of an event, as in logged_in')
        .optional(),
    }),
  },
  responses: {
    200: json('A page of its history, newest first', pageOf(AccountEventItem)),
    404: problem('No account has this id'),
  },
})

const EventCursor = z.tuple([z.int()])

export function accountEventRoutes({
  db,
  poolContext,
}: Pick<Services, 'db' | 'poolContext'>): Router {
  const { limits } = poolContext
  return createRouter().openapi(events, async (c) => {
    const { id } = c.req.valid('param')
    const page = c.req.valid('query')
    await getAccount(db, limits, id)
    const rows = await listAccountEvents(db, id, {
      limit: page.limit + 1,
      offset: page.offset ?? 0,
      before: readCursor(page, EventCursor)?.[0],
      event: page.event,
    })
    return c.json(cutPage(rows, page.limit, { item: eventItem, key: (row) => [row.id] }), 200)
  })
}

const eventItem = (event: AccountEvent): z.output<typeof AccountEventItem> => ({
  ...event,
  created_at: event.created_at.toISOString(),
})
