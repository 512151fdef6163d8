import { ACCOUNT_STATES } from '../../../../accounts/states.ts'
import { z } from '../../../../http/router.ts'

/** The filter stands in the address alone; what it does not know is as if it was not there. */
const Filter = z.object({
  state: z.enum(ACCOUNT_STATES).optional().catch(undefined),
  text: z.string().trim().min(1).max(100).optional().catch(undefined),
  proxy: z.string().min(1).max(60).optional().catch(undefined),
})
export type Filter = z.output<typeof Filter>

export const readFilter = (query: Record<string, string>): Filter => Filter.parse(query)
