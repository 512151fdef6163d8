import type { Clock } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import type { Logger } from '../../base/log/log.ts'
import type { GraphApi } from '../graph-api.ts'
import type { GraphCall } from '../graph-call.ts'
import { GraphError } from '../graph-error.ts'
import type { OfficialCreators } from '../official-creators.ts'

/**
 * Runs work with an own account that may ask about others now, whose platform id it gets; null when
 * there is none. The budget is the lender's business, and so is the state of the connection.
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

/** Names kept as refused: a bound for memory, since each costs at most one call a day. */
const MAX_REFUSED = 20_000

/** Creators by Business Discovery. A name that Meta refuses is not asked for again for a day. */
export function createOfficialCreators(
  api: Pick<GraphApi, 'discoverCreator'>,
  lend: AcquireConnection,
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
        return await lend(signal, async (call, platformId) => {
          const found = await api.discoverCreator(call, platformId, { username: name, posts })
          if (!found) refuse(name)
          return found
        })
      } catch (error) {
        signal.throwIfAborted()
        // Accounts read the creator instead; what is wrong with the connection is told by its owner.
        if (!(error instanceof AppError)) throw error
        if (error instanceof GraphError && error.kind === 'gone') refuse(name)
        else log.info({ code: error.code }, 'the official API did not tell about a creator')
        return null
      }
    },
  }
}
