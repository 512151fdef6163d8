import { channelNames } from '../../alerts/channel.ts'
import {
  getNotification,
  listDeliveries,
  notificationsQuery,
  raiseTest,
  replayNotification,
} from '../../alerts/notifications-store.ts'
import { booleanText, cutPage, pageFields, pageOf, readCursor } from '../../http/pagination.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../http/router.ts'
import { alertKindsOf } from '../declarations.ts'
import type { Services } from '../manifest.ts'
import {
  Notification,
  NotificationWithDeliveries,
  viewDelivery,
  viewNotification,
} from './notification-view.ts'

const Key = z.tuple([z.uuid()])
const tags = ['notifications']
const byId = { params: z.strictObject({ id: z.uuid() }) }

/** `kinds` are the names of all kinds of alerts. */
const listing = (kinds: readonly string[]) =>
  createRoute({
    method: 'get',
    path: '/api/notifications',
    access: 'notifications:read',
    operationId: 'listNotifications',
    tags,
    summary: 'Notifications, sent or waiting, newest first',
    request: {
      query: z.strictObject({
        kind: z.enum(kinds).optional(),
        undelivered: booleanText
          .optional()
          .openapi({ description: 'true for what no channel has delivered' }),
        ...pageFields,
      }),
    },
    responses: { 200: json('A page of notifications', pageOf(Notification)) },
  })

const show = createRoute({
  method: 'get',
  path: '/api/notifications/{id}',
  access: 'notifications:read',
  operationId: 'getNotification',
  tags,
  summary: 'One notification with its deliveries',
  request: byId,
  responses: {
    200: json('The notification', NotificationWithDeliveries),
    404: problem('No such notification'),
  },
})

const replay = createRoute({
  method: 'post',
  path: '/api/notifications/{id}/replay',
  access: 'notifications:write',
  operationId: 'replayNotification',
  tags,
  summary: 'Send a notification again through every channel',
  description:
    'It keeps its webhook-id. A delivery that waits for its next attempt is made at once instead.',
  request: byId,
  responses: {
    202: json('The notification with its deliveries', NotificationWithDeliveries),
    404: problem('No such notification'),
    409: problem('It has not been sent yet, or there is no channel'),
  },
})

const test = createRoute({
  method: 'post',
  path: '/api/notifications/test',
  access: 'notifications:write',
  operationId: 'sendTestNotification',
  tags,
  summary: 'Send a test through every channel',
  description: 'What became of it is in its deliveries, a few seconds later.',
  responses: {
    202: json('The notification', NotificationWithDeliveries),
    409: problem('There is no channel'),
  },
})

export function notificationRoutes({
  db,
  config,
  declarations,
}: Pick<Services, 'db' | 'config' | 'declarations'>): Router {
  const list = listing(alertKindsOf(declarations).map(({ kind }) => kind))
  const channels = channelNames(config)
  const read = async (id: string) => ({
    ...viewNotification(await getNotification(db, id)),
    deliveries: (await listDeliveries(db, id)).map(viewDelivery),
  })
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { limit, offset, cursor, ...filter } = c.req.valid('query')
    const [before] = readCursor({ limit, offset, cursor }, Key) ?? []
    const rows = await notificationsQuery(db, filter, {
      limit: limit + 1,
      offset,
      before,
    }).execute()
    return c.json(cutPage(rows, limit, { item: viewNotification, key: (row) => [row.id] }), 200)
  })
  router.openapi(show, async (c) => c.json(await read(c.req.valid('param').id), 200))
  router.openapi(test, async (c) => {
    const id = await raiseTest(db, channels)
    return c.json(await read(id), 202)
  })
  router.openapi(replay, async (c) => {
    const { id } = c.req.valid('param')
    await replayNotification(db, id, channels)
    return c.json(await read(id), 202)
  })
  return router
}
