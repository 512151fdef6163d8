import { setTimeout as delay } from 'node:timers/promises'
import { isTransientFault } from '../base/classify.ts'

/** Real time before each further try. */
const PAUSES_MS = [50, 500, 1_000]

/**
 * Retries a write three times after temporary failures of the database. `write` must be repeatable,
 * since the answer to the first try may have been lost. Throws the last error.
 */
export async function retryTransientFaults<T>(
  write: () => Promise<T>,
  pausesMs: readonly number[] = PAUSES_MS,
): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await write()
    } catch (error) {
      if (!isTransientFault(error)) throw error
      await delay(pauseMs)
    }
  }
  return await write()
}
