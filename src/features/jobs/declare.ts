import { alertKinds } from '../../alerts/kinds.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import type { Declaration } from '../declaration.ts'

export const JOB_ALERTS = alertKinds({
  job_ended: ['info', 'A job has ended'],
  own_job_ended: ['info', 'A job of yours has ended', 'user'],
})

const JOB = { about: 'the id of a job, as the command that started it shows' } as const
const COUNTS = ['kind', 'total', 'done', 'failed', 'cancelled', 'waiting', 'ended_at']

export const jobsDeclaration = {
  name: 'jobs',
  alertKinds: Object.values(JOB_ALERTS),
  commands: [
    operationCommand('listJobs', {
      name: 'jobs list',
      summary: 'scrapes, discoveries, imports and analyses that were asked for, newest first',
      options: {
        kind: 'only jobs of this kind',
        open: 'only those that have not ended, or only the others',
      },
      view: {
        columns: [...COUNTS, 'created_at', 'id'],
        empty: 'There are no jobs. Scrapes, discoveries, imports and analyses start one.',
      },
    }),
    operationCommand('getJob', {
      name: 'jobs show',
      summary: 'one job with its counts as they are now',
      words: { id: JOB },
    }),
    operationCommand('cancelJob', {
      name: 'jobs cancel',
      summary: 'cancel the open tasks of a job that no other open job waits for',
      words: { id: JOB },
      view: { says: (_, { words }) => `Cancelled the job ${words[0]}.`, fields: COUNTS },
    }),
  ],
} as const satisfies Declaration
