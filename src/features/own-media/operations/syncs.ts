import { ConflictError } from '../../../base/errors.ts'
import { ownerSeenBy } from '../../../http/access/owner.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { getSync, requireAuthorized } from '../store/syncs.ts'
import { getMedia } from '../store/media-list.ts'
import { AccountParams, MediaParams, noSuchAccount, noSuchMedia, tags } from './media.ts'
import { listToSync } from '../store/media.ts'
import { syncOwnMedia } from '../tasks/sync-own-media.ts'

/** Below syncs by plan: a request for a year of posts must not delay the new ones. */
const REQUESTED_PRIORITY = 6
const MOST_DAYS = 3_650

const enqueue = createRoute({
  method: 'post',
  path: '/api/ig/{accountId}/sync/enqueue',
  access: 'own:write',
  operationId: 'syncOwnAccount',
  tags,
  summary: 'Sync all posts of the last days, also those that the plan leaves alone by now',
  description: 'They run after the syncs of the plan, within the limits of Meta.',
  request: {
    params: AccountParams,
    body: jsonBody(
      z
        .strictObject({
          days: z
            .int()
            .min(1)
            .max(MOST_DAYS)
            .default(30)
            .openapi({ description: 'By publication' }),
        })
        .openapi('OwnAccountSync'),
    ),
  },
  responses: {
    202: json(
      'What was queued',
      z
        .object({
          posts: z.int().openapi({ description: 'Published in these days' }),
          queued: z.int().openapi({ description: 'Of them, those that were not queued already' }),
        })
        .openapi('OwnAccountSyncQueued'),
    ),
    404: noSuchAccount,
    409: problem('The account is not connected any more, or has to be authorized again'),
  },
})

const sync = createRoute({
  method: 'post',
  path: '/api/ig/media/{id}/sync',
  access: 'own:write',
  operationId: 'syncOwnMedia',
  tags,
  summary: 'Sync one post now',
  description:
    'Runs before all others, also while less urgent calls wait for the limits of Meta. GET /api/tasks/{task_id}/events tells its end.',
  request: { params: MediaParams },
  responses: {
    202: json(
      'The task',
      z
        .object({ result: z.enum(['created', 'already_open']), task_id: z.int() })
        .openapi('OwnMediaSync'),
    ),
    404: noSuchMedia,
    409: problem(
      'The post was deleted, or its account is not connected or has to be authorized again',
    ),
  },
})

/** Syncs that people ask for. */
export function syncRoutes({ db, queue }: Pick<Services, 'db' | 'queue'>): Router {
  const router = createRouter()
  router.openapi(enqueue, async (c) => {
    const owner = ownerSeenBy(c.get('principal'))
    const { connection_id, ended_at } = await getSync(db, owner, c.req.valid('param').accountId)
    if (ended_at) throw notConnected()
    await requireAuthorized(db, connection_id)
    const ids = await listToSync(db, connection_id, c.req.valid('json').days)
    const asked = ids.map((media_id) => ({ connection_id, media_id }))
    const tasks = await queue.enqueueMany(db, syncOwnMedia, asked, { priority: REQUESTED_PRIORITY })
    return c.json({ posts: ids.length, queued: tasks.filter((task) => task.created).length }, 202)
  })
  router.openapi(sync, async (c) => {
    const media = await getMedia(db, ownerSeenBy(c.get('principal')), c.req.valid('param').id)
    if (media.deleted_at) throw new ConflictError(`post ${media.id} was deleted on Instagram`)
    const { connection_id, ended_at } = await getSync(db, null, media.account_id)
    if (ended_at) throw notConnected()
    await requireAuthorized(db, connection_id)
    const asked = { connection_id, media_id: media.id, urgent: true }
    const { id, created } = await queue.enqueue(db, syncOwnMedia, asked, { priority: 1 })
    return c.json(
      { result: created ? ('created' as const) : ('already_open' as const), task_id: id },
      202,
    )
  })
  return router
}

const notConnected = (): ConflictError =>
  new ConflictError('the account is not connected any more: connect it again')
