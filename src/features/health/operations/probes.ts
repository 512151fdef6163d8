import { TransientError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import type { DatabaseProbes } from '../process.ts'

/** The process cannot serve yet, or not any more. */
class NotReadyError extends TransientError {
  override readonly code = 'not_ready'
}

const operation = operationsFor<Pick<Services, 'readiness'> & DatabaseProbes>()

/**
 * The operations that orchestrators and load balancers call; every process serves them, whatever
 * its roles.
 */
export const probeOperations = {
  getLiveness: operation.get({
    path: '/livez',
    access: 'open',
    tags: ['health'],
    summary: 'Whether the process answers',
    answer: z.object({ status: z.literal('alive') }),
    success: 'It does',
    run: async () => await Promise.resolve({ status: 'alive' as const }),
  }),

  getReadiness: operation.get({
    path: '/readyz',
    access: 'open',
    tags: ['health'],
    summary: 'Whether the process does its work',
    description:
      'It does while the database answers, is migrated and takes writes, a worker claims ' +
      'tasks, notifications arrive, and no shutdown has begun.',
    answer: z.object({ status: z.literal('ready') }),
    success: 'It does',
    refusals: { 503: 'It does not; the detail says why' },
    async run(_, { readiness, migrationFault, writeFault }, { http }) {
      if (http.get('stopping')) throw new NotReadyError('gramd is stopping')
      const reason =
        (await migrationFault()) ?? (await writeFault())?.message ?? readiness.faults()[0]?.message
      if (reason !== undefined) throw new NotReadyError(reason)
      return { status: 'ready' as const }
    },
  }),
}
