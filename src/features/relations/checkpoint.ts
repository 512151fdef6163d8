import { z } from 'zod'

const Checkpoint = z.object({
  /** The list that is being read; null before the first. */
  list: z.enum(['followers', 'following']).nullable(),
  /** The platform's own state of it. */
  state: z.unknown(),
  /** Marks of those in it who were erased; see `withheldMark`. */
  withheld: z.array(z.string()).default([]),
})
export type Checkpoint = z.output<typeof Checkpoint>

/** The profile of the target is known, and no list has been begun. */
export const noList: Checkpoint = { list: null, state: null, withheld: [] }

/** What an earlier run has stored; undefined for nothing, or nothing that can be read. */
export const readCheckpoint = (stored: unknown): Checkpoint | undefined =>
  Checkpoint.safeParse(stored).data
