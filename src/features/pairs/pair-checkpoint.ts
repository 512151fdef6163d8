import { z } from 'zod'

const Checkpoint = z.object({
  /** The list that is being read as a whole; null while there is none. */
  list: z.object({ person: z.int(), kind: z.enum(['followers', 'following']) }).nullable(),
  /** The platform's own state of it. */
  state: z.unknown(),
})
/** Where a check of pairs is: everything else is in its answers. */
export type PairCheckpoint = z.output<typeof Checkpoint>

export const noPairList: PairCheckpoint = { list: null, state: null }

/** What an earlier run has stored; undefined for nothing, or nothing that can be read. */
export const readPairCheckpoint = (stored: unknown): PairCheckpoint | undefined =>
  Checkpoint.safeParse(stored).data
