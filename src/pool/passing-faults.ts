import { setTimeout as delay } from 'node:timers/promises'
import { classify } from '../classify.ts'
import { AppError, TransientError } from '../errors.ts'

/** Real time before each further try. */
const PAUSES_MS = [50, 500, 1_000]

/**
 * Writes what must not be forgotten: tries again after a passing fault of the database, three times. `write` must bear
 * being done twice, since the answer to the first may have been lost. Throws what the last try threw.
 */
export async function throughPassingFaults<T>(write: () => Promise<T>): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await write()
    } catch (error) {
      if (error instanceof AppError || !(classify(error) instanceof TransientError)) throw error
      await delay(pauseMs)
    }
  }
  return await write()
}
