import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { booleanText, pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { JobParams, JobView } from '../job-view.ts'
import { markCancelled, settleJobs } from '../store/jobs.ts'
import { findJob, JOB_KINDS, listJobs, openTasksOfAlone, type JobRow } from '../store/read-jobs.ts'

const operation = operationsFor<Pick<Services, 'db' | 'queue' | 'config'>>()

const refusals = { 404: 'No such job' }

export const jobOperations = {
  listJobs: operation.list({
    path: '/api/jobs',
    access: 'creators:read',
    assistant: { tool: true },
    summary: 'Jobs: what requests have started, newest first',
    description:
      'A scrape, a discovery, an import or an analysis of many is one job with one end. Counts ' +
      'of open jobs are at most some minutes old; those of one job are exact.',
    filter: {
      kind: z.enum(JOB_KINDS).optional(),
      open: booleanText
        .optional()
        .openapi({ description: 'Those that have not ended, or the others' }),
    },
    answer: pageOf(JobView),
    success: 'A page of jobs',
    key: z.tuple([z.uuid()]),
    async run({ query: { kind, open }, page }, { db }) {
      const rows = await listJobs(db, { kind, open, after: page.after?.[0], limit: page.take })
      return page.cut(rows, (row) => [row.id])
    },
  }),

  getJob: operation.get({
    path: '/api/jobs/{id}',
    access: 'creators:read',
    assistant: { tool: true },
    summary: 'One job with its counts as they are now',
    params: JobParams,
    answer: JobView,
    success: 'The job',
    refusals,
    async run({ params: { id } }, { db, config: { publicUrl } }) {
      await settleJobs(db, { only: id, publicUrl })
      return await getJob(db, id)
    },
  }),

  cancelJob: operation.act({
    path: '/api/jobs/{id}/cancel',
    access: 'creators:write',
    summary: 'Cancel the open tasks of a job',
    description:
      'Tasks that another open job waits for go on. A job that has ended stays as it is.',
    params: JobParams,
    answer: JobView,
    success: 'The job after that',
    refusals,
    async run({ params: { id } }, { db, queue, config: { publicUrl } }) {
      await getJob(db, id)
      await db.transaction().execute(async (tx) => {
        await markCancelled(tx, id)
        const ids = await openTasksOfAlone(tx, id)
        await queue.cancelWithin(tx, { ids, statuses: ['pending', 'running'] })
      })
      queue.pollSoon()
      await settleJobs(db, { only: id, publicUrl })
      return await getJob(db, id)
    },
  }),
}

async function getJob(db: Db, id: string): Promise<JobRow> {
  const job = await findJob(db, id)
  if (!job) throw new NoSuchRecordError('there is no such job')
  return job
}
