import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { PlatformCall } from '../../platforms/call.ts'

/** Requests of one call to the platform, until they are stored. */
export type SentRequests = {
  /** Observers for the call. */
  observers: Pick<PlatformCall, 'onAccount' | 'onRequest'>
  /** The last account that sent one; empty before the first. */
  account(): string
  unstored(): number
  markStored(requests: number): void
}

const Resumed = z.object({ requests: z.int().nonnegative() })

/** Counts from zero, or on from the state of the platform that the call resumes. */
export function countSent(resume?: unknown): SentRequests {
  let account = ''
  let stored = Resumed.safeParse(resume).data?.requests ?? 0
  let sent = stored
  return {
    observers: {
      onAccount: (name) => (account = name),
      onRequest: (count) => (sent = count),
    },
    account: () => account,
    unstored: () => sent - stored,
    markStored: (requests) => (stored += requests),
  }
}

/**
 * Returns a fingerprint that replaces an erased member in the count of a list that does not store
 * them. Twelve bits usually distinguish two members of a list, and identify no person; two with the
 * same bits count as one, so that a list seems too short rather than complete.
 */
export function erasedFingerprint(checkId: string, platformId: string): string {
  return createHash('sha256').update(`${checkId} ${platformId}`).digest('hex').slice(0, 3)
}
