import { z } from 'zod'

/** The files that have arrived, as the publishers of both routes store them. */
const Progress = z.union([
  z.object({ staged: z.array(z.string()) }),
  z.object({ items: z.array(z.object({ isSent: z.boolean() })) }),
])

/** Returns how many files of an order have arrived at the platform; a cover counts as a file. */
export function filesSent(progress: unknown): number {
  const known = Progress.safeParse(progress).data
  if (known === undefined) return 0
  return 'staged' in known ? known.staged.length : known.items.filter(({ isSent }) => isSent).length
}
