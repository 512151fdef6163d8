import { ACCOUNT_STATES } from '../../../../accounts/states.ts'
import { z } from '../../../../http/router.ts'

/** The filter is in the address alone; unknown values of it are ignored. */
const Filter = z.object({
  state: z.enum(ACCOUNT_STATES).optional().catch(undefined),
  text: z.string().trim().min(1).max(100).optional().catch(undefined),
  proxy: z.string().min(1).max(60).optional().catch(undefined),
})
export type Filter = z.output<typeof Filter>

export const readFilter = (query: Record<string, string>): Filter => Filter.parse(query)
