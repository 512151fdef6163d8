import { createHash } from 'node:crypto'

/**
 * Stands for an erased member in the count of a list that does not store them. Twelve bits tell two
 * members of a list apart, as a rule, and identify nobody; two with the same bits count as one, so
 * that a list seems too short rather than complete.
 */
export function erasedFingerprint(checkId: string, platformId: string): string {
  return createHash('sha256').update(`${checkId} ${platformId}`).digest('hex').slice(0, 3)
}
