import { setTimeout as delay } from 'node:timers/promises'
import { isTransientFault } from '../base/classify.ts'

/** Real time before each further try; the last one repeats. */
const PAUSES_MS = [50, 500, 1_000]
const LAST_PAUSE_MS = 1_000
/** Further tries of a write that keeps failing. */
export const MAX_RETRIES = 3

/**
 * Retries a write after temporary failures of the database, while `goOn` allows it: three times by
 * default. `write` must be repeatable, since the answer to the first try may have been lost. Throws
 * the last error.
 */
export async function retryTransientFaults<T>(
  write: () => Promise<T>,
  goOn: (failures: number) => boolean = (failures) => failures <= MAX_RETRIES,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await write()
    } catch (error) {
      if (!isTransientFault(error) || !goOn(failures)) throw error
      await delay(PAUSES_MS[failures - 1] ?? LAST_PAUSE_MS)
    }
  }
}
