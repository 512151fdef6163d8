import {
  countUnread,
  listInbox,
  markAllRead,
  markRead,
  MOST_UNREAD,
  readerOf,
  type InboxRow,
} from '../../../alerts/inbox-store.ts'
import { ConflictError } from '../../../base/errors.ts'
import { booleanText, cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  OpenObject,
  problem,
  Timestamp,
  z,
  type HttpContext,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'

const Received = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    cause: z.string(),
    severity: z.enum(['info', 'warning', 'critical']),
    title: z.string(),
    count: z.int().openapi({ description: 'How many alerts it stands for' }),
    items: z.array(OpenObject).openapi({ description: 'The first 20 things that it is about' }),
    is_own: z.boolean().openapi({ description: 'About something of yours, not of all operators' }),
    is_unread: z.boolean(),
    created_at: Timestamp,
    last_raised_at: Timestamp,
  })
  .openapi('ReceivedNotification')

const NO_USER = 'The token is not of a user'

const list = createRoute({
  method: 'get',
  path: '/api/me/notifications',
  access: 'signed-in',
  operationId: 'listOwnNotifications',
  summary: 'Your inbox: what is meant for you, newest first',
  description:
    'What is about something of yours reaches you alone; with `notifications:read`, what concerns all operators stands here, too.',
  request: {
    query: z.strictObject({
      unread: booleanText.optional().openapi({ description: 'true for what you have not read' }),
      ...cursorFields,
    }),
  },
  responses: {
    200: json(
      'A page of the inbox',
      pageOf(Received)
        .extend({
          unread: z.int().openapi({ description: `Not read yet, at most ${MOST_UNREAD}` }),
        })
        .openapi('Inbox'),
    ),
    409: problem(NO_USER),
  },
})

const read = createRoute({
  method: 'post',
  path: '/api/me/notifications/{id}/read',
  access: 'signed-in',
  operationId: 'readNotification',
  summary: 'Mark a notification as read; another alert of its cause makes it unread again',
  request: { params: z.strictObject({ id: z.uuid() }) },
  responses: {
    204: { description: 'Read' },
    404: problem('No such notification for you'),
    409: problem(NO_USER),
  },
})

const readAll = createRoute({
  method: 'post',
  path: '/api/me/notifications/read-all',
  access: 'signed-in',
  operationId: 'readAllNotifications',
  summary: 'Mark all of your inbox as read',
  responses: { 204: { description: 'Read' }, 409: problem(NO_USER) },
})

/** The user of the token; the service has no inbox. Throws ConflictError. */
export function userOf(c: HttpContext): string {
  const { user } = c.get('principal')
  if (!user) throw new ConflictError('this token is not of a user')
  return user.id
}

const Items = z.array(z.unknown())
const view = ({ audience, items, ...row }: InboxRow) => ({
  ...row,
  items: Items.parse(items),
  is_own: audience !== 'operators',
})

export function inboxRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const reader = readerOf(userOf(c), c.get('principal').scopes)
    const { unread: unreadOnly = false, ...page } = c.req.valid('query')
    const [before] = readCursor(page, z.tuple([z.uuid()])) ?? []
    const rows = await listInbox(db, reader, { limit: page.limit + 1, before, unreadOnly })
    const cut = cutPage(rows, page.limit, { item: view, key: ({ id }) => [id] })
    return c.json({ ...cut, unread: await countUnread(db, reader) }, 200)
  })
  router.openapi(readAll, async (c) => {
    await markAllRead(db, userOf(c))
    return c.body(null, 204)
  })
  router.openapi(read, async (c) => {
    const reader = readerOf(userOf(c), c.get('principal').scopes)
    await markRead(db, reader, c.req.valid('param').id)
    return c.body(null, 204)
  })
  return router
}
