import { invalidField } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { discover } from '../tasks/discover.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { jobId, startJob } from '../../jobs/index.ts'
import type { Services } from '../../services.ts'
import { DiscoverRequest, readRequest, Understood } from '../discover-request.ts'

const DiscoverAnswer = Understood.extend({
  result: z.enum(['created', 'already_open']),
  task_id: z.int(),
  job_id: jobId,
}).openapi('DiscoverAnswer')

/**
 * The priority of requested discoveries. A person waits for them: they run before updates and the
 * weekly discoveries, and after creators that were requested by name.
 */
const REQUESTED_PRIORITY = 5

type Needed = Pick<Services, 'db' | 'queue' | 'erasures'>

const operation = operationsFor<Needed>()

export const discoverOperations = {
  discoverCreators: operation.act({
    path: '/api/tasks/discover',
    access: 'creators:write',
    assistant: {
      tool: ['hashtags', 'location', 'similar_to', 'filters', 'posts'],
      isAdditive: true,
    },
    summary: 'Find creators through hashtags, a place, a similar creator or a list',
    description:
      'Takes exactly one source and makes one task. Filters apply as early as possible, and ' +
      'creators that fail one are not checked again for 30 days. The result of the task ' +
      'counts them by rule.',
    body: DiscoverRequest,
    answer: DiscoverAnswer,
    status: 202,
    success: 'The task that will do it, and what of the request was understood',
    refusals: { 422: 'Nothing can be found by this request' },
    async run({ body: { notify, ...body } }, services, { principal }) {
      const { db, queue } = services
      const { payload: request, understood } = readRequest(body)
      const { id, created, job } = await db.transaction().execute(async (tx) => {
        const { payload, erased } = await withoutErased(tx, services, request)
        if (understood.creators && erased > 0) understood.creators.erased = erased
        const task = await queue.enqueue(tx, discover, payload, { priority: REQUESTED_PRIORITY })
        const userId = principal.user?.id ?? null
        const wanted = { kind: 'discovery', userId, notifies: notify, taskIds: [task.id] } as const
        return { ...task, job: await startJob(tx, wanted) }
      })
      queue.wake()
      const result = created ? ('created' as const) : ('already_open' as const)
      return { result, task_id: id, job_id: job, ...understood }
    },
  }),
}

type DiscoverTargets = { creators?: string[]; similar_to?: string }

/**
 * Returns the request without erased creators, and how many of a list these were: a task would
 * store their names. Throws InvalidInputError when no other creator is requested.
 */
async function withoutErased<Payload extends DiscoverTargets>(
  db: Db,
  { erasures }: Pick<Services, 'erasures'>,
  payload: Payload,
): Promise<{ payload: Payload; erased: number }> {
  const { creators = [], similar_to } = payload
  const names = similar_to === undefined ? creators : [similar_to]
  if (names.length === 0) return { payload, erased: 0 }
  const { usernames } = await erasures.erasedAmong(db, { platformIds: [], usernames: names })
  const left = names.filter((username) => !usernames.has(username))
  if (left.length === 0) {
    const field = similar_to === undefined ? 'creators' : 'similar_to'
    const reason = 'was erased, and must not come back (see /api/erasures)'
    throw invalidField(field, reason, { code: 'erased' })
  }
  const erased = names.length - left.length
  return { payload: erased === 0 ? payload : { ...payload, creators: left }, erased }
}
