import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import type { Logger } from '../../base/log/log.ts'
import type { GraphApi } from '../graph-api.ts'
import type { GraphCall } from '../graph-call.ts'
import { GraphError } from '../graph-error.ts'
import type { OfficialCreators } from '../official-creators.ts'

/**
 * Runs work with an own account that may read others now, passing its platform id; returns null
 * when there is none. The lender handles the budget and the state of the connection.
 */
export type AcquireConnection = <T>(
  signal: AbortSignal,
  work: (call: GraphCall, platformId: string) => Promise<T>,
) => Promise<T | null>

export type OfficialCreatorsOptions = {
  clock: Pick<Clock, 'now'>
  log: Pick<Logger, 'info'>
}

const DAY_MS = 24 * 3_600_000

/** The number of refused names in memory, since each costs at most one call a day. */
const MAX_REFUSED = 20_000

/**
 * Finds creators with Business Discovery. A name that Meta refuses is not requested again for a
 * day.
 */
export function createOfficialCreators(
  api: Pick<GraphApi, 'discoverCreator'>,
  acquire: AcquireConnection,
  { clock, log }: OfficialCreatorsOptions,
): OfficialCreators {
  const refusedUntil = new Map<string, number>()
  const refuse = (username: string): void => {
    const [oldest] = refusedUntil.keys()
    if (refusedUntil.size >= MAX_REFUSED && oldest !== undefined) refusedUntil.delete(oldest)
    refusedUntil.set(username, clock.now().getTime() + DAY_MS)
  }
  return {
    async discover(username, { posts, signal }) {
      const name = username.toLowerCase()
      if ((refusedUntil.get(name) ?? 0) > clock.now().getTime()) return null
      try {
        return await acquire(signal, async (call, platformId) => {
          const found = await api.discoverCreator(call, platformId, { username: name, posts })
          if (!found) refuse(name)
          return found
        })
      } catch (error) {
        signal.throwIfAborted()
        // Accounts read the creator instead; the connection's owner is notified of its fault
        // elsewhere.
        if (!(error instanceof AppError)) throw error
        if (error instanceof GraphError && error.kind === 'gone') refuse(name)
        else log.info({ code: error.code }, 'the official API did not tell about a creator')
        return null
      }
    },
  }
}
