import { setTimeout as delay } from 'node:timers/promises'
import { isPassingFault } from '../base/classify.ts'

/** Real time before each further try. */
const PAUSES_MS = [50, 500, 1_000]

/**
 * Writes what must not be forgotten: tries again after a passing fault of the database, three times. `write` must bear
 * being done twice, since the answer to the first may have been lost. Throws what the last try threw.
 */
export async function throughPassingFaults<T>(
  write: () => Promise<T>,
  pausesMs: readonly number[] = PAUSES_MS,
): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await write()
    } catch (error) {
      if (!isPassingFault(error)) throw error
      await delay(pauseMs)
    }
  }
  return await write()
}
