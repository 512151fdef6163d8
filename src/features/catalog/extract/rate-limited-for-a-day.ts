import { z } from 'zod'
import { OpenAiLimitedError } from '../../../ai/openai/errors.ts'
import { AppError, type Disposition } from '../../../base/errors.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'

const HOUR_MS = 3_600_000

/**
 * World time of refusals after which a person writes the product: a limit of a minute or of a day
 * has been free again by then, so that only another tier helps. The owner has known for 23 hours
 * that the store waits.
 */
const RETRY_MS = 24 * HOUR_MS
/**
 * Refusals further apart than this start a new count: the task waited for something else meanwhile.
 * One of many posts waits for hours.
 */
const APART_MS = RETRY_MS

/**
 * The checkpoint of a task that rate limits refuse: times of the first and the last of its
 * refusals.
 */
const Refused = z.object({ refused_since: z.coerce.date(), refused_at: z.coerce.date() })

/** Rate limits have refused a post for a day: a person has to decide about it. */
class RefusedForADayError extends AppError {
  readonly code = 'model_limited'
  readonly disposition: Disposition = { action: 'final' }
  readonly status = 503
}

/** Since when a task has been refused that is refused now. */
export function refusedSince(checkpoint: unknown, now: Date): Date {
  const { data } = Refused.safeParse(checkpoint)
  const continues = data && now.getTime() - data.refused_at.getTime() <= APART_MS
  return continues ? data.refused_since : now
}

/**
 * Runs `work` and waits for rate limits of a model, as its error says, but not for longer than a
 * day.
 */
export async function rateLimitedForADay<T>(
  { services: { clock }, checkpoint }: TaskContext<Services>,
  earlier: unknown,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof OpenAiLimitedError)) throw error
    const now = clock.now()
    const since = refusedSince(earlier, now)
    if (now.getTime() - since.getTime() >= RETRY_MS)
      throw new RefusedForADayError(`rate limits have refused it for a day: ${error.message}`)
    await checkpoint({ refused_since: since, refused_at: now })
    throw error
  }
}
