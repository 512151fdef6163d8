import type { Clock } from '../../base/clock.ts'
import { GraphError } from '../graph-error.ts'

/** Real ms before the second, third and fourth try. */
const PAUSES_MS = [1_000, 3_000, 7_000]

/**
 * Whether another call right away may work without lengthening a penalty: a connection fault, not a
 * limit that Meta reported.
 */
const isPassing = ({ kind, metaCode, retryAfterMs }: GraphError): boolean =>
  kind === 'transient' || (kind === 'throttled' && metaCode === null && retryAfterMs === null)

/**
 * Repeats a call after a transient fault, after 1, 3 and 7 seconds. Throws the error of the last
 * try.
 */
export async function tried<Answer>(
  call: () => Promise<Answer>,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Answer> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof GraphError) || !isPassing(error)) throw error
    }
    await clock.sleep(pauseMs, signal)
  }
  return await call()
}
