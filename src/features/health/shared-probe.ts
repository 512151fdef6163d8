import { classify } from '../../base/classify.ts'
import { refusal } from '../../base/database-faults.ts'
import { codeOf, TransientError } from '../../base/errors.ts'
import { within } from '../../http/within.ts'

/** The database refused or was silent for too long. */
class DatabaseDownError extends TransientError {
  override readonly code = 'database_unavailable'
}

/** No probe hangs longer than this (real time), whatever the database does. */
export const PROBE_MS = 2_000

/**
 * Probes that come while one is under way share its answer: a crowd of them costs no more than one.
 */
export function sharedProbe<T>(probe: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined
  return async () => {
    underWay ??= within(PROBE_MS, 'the database', probe()).finally(() => {
      underWay = undefined
    })
    try {
      return await underWay
    } catch (thrown) {
      throw new DatabaseDownError(reasonOf(thrown), { cause: thrown })
    }
  }
}

/**
 * Why the database cannot be asked; its own words, which may name users and hosts, are for the log.
 */
function reasonOf(thrown: unknown): string {
  const refused = refusal(codeOf(thrown) ?? '')
  if (refused !== undefined) return `the database does not answer: ${refused}`
  const error = classify(thrown)
  return error instanceof TransientError
    ? `the database does not answer: ${error.message}`
    : 'the database does not answer'
}
