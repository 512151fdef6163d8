import { ConflictError } from '../../../base/errors.ts'
import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { listToSync } from '../store/media.ts'
import { getMedia } from '../store/media-list.ts'
import { getSync, requireAuthorized } from '../store/syncs.ts'
import { syncOwnMedia } from '../tasks/sync-own-media.ts'
import { ofAccount, ofMedia } from './of.ts'

const operation = operationsFor<Pick<Services, 'db' | 'queue'>>()

/**
 * The priority of requested syncs, below that of planned ones: a request for a year of posts must
 * not delay the new ones.
 */
const REQUESTED_PRIORITY = 6
const MAX_DAYS = 3_650

const OwnAccountSync = z
  .strictObject({
    days: z.int().min(1).max(MAX_DAYS).default(30).openapi({ description: 'By publication' }),
  })
  .openapi('OwnAccountSync')

const OwnAccountSyncQueued = z
  .object({
    posts: z.int().openapi({ description: 'Published in these days' }),
    queued: z.int().openapi({ description: 'Of them, those that were not queued already' }),
  })
  .openapi('OwnAccountSyncQueued')

const OwnMediaSync = z
  .object({ result: z.enum(['created', 'already_open']), task_id: z.int() })
  .openapi('OwnMediaSync')

/** Syncs that people ask for. */
export const syncOperations = {
  syncOwnAccount: operation.act({
    ...ofAccount,
    path: '/api/ig/{account_id}/sync/enqueue',
    access: 'own:write',
    summary: 'Sync all posts of the last days, also those that the plan leaves alone by now',
    description: 'They run after the syncs of the plan, within the limits of Meta.',
    body: OwnAccountSync,
    status: 202,
    answer: OwnAccountSyncQueued,
    success: 'What was queued',
    refusals: {
      ...ofAccount.refusals,
      409: 'The account is not connected any more, or has to be authorized again',
    },
    async run({ params, body }, { db, queue }, { principal }) {
      const sync = await getSync(db, ownerScopeOf(principal), params.account_id)
      const { connection_id, ended_at } = sync
      if (ended_at) throw notConnected()
      await requireAuthorized(db, connection_id)
      const ids = await listToSync(db, connection_id, body.days)
      const posts = ids.map((media_id) => ({ connection_id, media_id }))
      const priority = REQUESTED_PRIORITY
      const tasks = await queue.enqueueMany(db, syncOwnMedia, posts, { priority })
      return { posts: ids.length, queued: tasks.filter((task) => task.created).length }
    },
  }),

  syncOwnMedia: operation.act({
    ...ofMedia,
    path: '/api/ig/media/{id}/sync',
    access: 'own:write',
    summary: 'Sync one post now',
    description:
      'Runs before all others, also while less urgent calls wait for the limits of Meta. GET ' +
      '/api/tasks/{task_id}/events tells its end.',
    status: 202,
    answer: OwnMediaSync,
    success: 'The task',
    refusals: {
      ...ofMedia.refusals,
      409: 'The post was deleted, or its account is not connected or has to be authorized again',
    },
    async run({ params }, { db, queue }, { principal }) {
      const media = await getMedia(db, ownerScopeOf(principal), params.id)
      if (media.deleted_at) throw new ConflictError(`post ${media.id} was deleted on Instagram`)
      const { connection_id, ended_at } = await getSync(db, null, media.account_id)
      if (ended_at) throw notConnected()
      await requireAuthorized(db, connection_id)
      const target = { connection_id, media_id: media.id, urgent: true }
      const { id, created } = await queue.enqueue(db, syncOwnMedia, target, { priority: 1 })
      const result = created ? ('created' as const) : ('already_open' as const)
      return { result, task_id: id }
    },
  }),
}

const notConnected = (): ConflictError =>
  new ConflictError('the account is not connected any more: connect it again')
