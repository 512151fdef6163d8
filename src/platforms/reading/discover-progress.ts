import { z } from 'zod'

const strings = z.array(z.string())

const AuthorState = z.object({
  platformId: z.string(),
  username: z.string(),
  fullName: z.string().nullable(),
  isPrivate: z.boolean().nullable(),
  isVerified: z.boolean().nullable(),
  captions: strings,
})

/**
 * The progress of a discovery. It outlives processes, so `v` is its version: 1 had no captions or
 * places.
 */
const DiscoverProgress = z.object({
  v: z.literal(2),
  requests: z.number().int().nonnegative(),
  /** Posts that count towards the limit. */
  postIds: strings,
  authors: z.array(AuthorState),
  cursor: z.object({ maxId: z.string(), page: z.number().int(), mediaIds: strings }).nullable(),
  hasRestarted: z.boolean(),
  /** Pages without a new post, in a row. */
  barrenPages: z.number().int().nonnegative(),
  isDone: z.boolean(),
})
export type DiscoverProgress = z.output<typeof DiscoverProgress>

/** A saved discovery, or a fresh one for anything else, such as an earlier version. */
export function resumeDiscovery(saved: unknown): DiscoverProgress {
  const fresh = { postIds: [], authors: [], cursor: null, hasRestarted: false, barrenPages: 0 }
  return DiscoverProgress.safeParse(saved).data ?? { v: 2, requests: 0, ...fresh, isDone: false }
}
