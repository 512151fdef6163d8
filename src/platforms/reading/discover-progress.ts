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

/** How far a discovery has come. It outlives processes, so `v` tells its form: 1 knew neither captions nor places. */
const DiscoverProgress = z.object({
  v: z.literal(2),
  requests: z.number().int().nonnegative(),
  /** Posts that count towards the limit. */
  postIds: strings,
  authors: z.array(AuthorState),
  cursor: z.object({ maxId: z.string(), page: z.number().int(), mediaIds: strings }).nullable(),
  hasRestarted: z.boolean(),
  /** Pages without a new post, up to the last one. */
  barrenPages: z.number().int().nonnegative(),
  isDone: z.boolean(),
})
export type DiscoverProgress = z.output<typeof DiscoverProgress>

/** A saved discovery, or a fresh one for anything else; also for one of an earlier version, which has no captions. */
export function resumeDiscovery(saved: unknown): DiscoverProgress {
  const fresh = { postIds: [], authors: [], cursor: null, hasRestarted: false, barrenPages: 0 }
  return DiscoverProgress.safeParse(saved).data ?? { v: 2, requests: 0, ...fresh, isDone: false }
}
