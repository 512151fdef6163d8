import { z } from 'zod'
import type { GramdApi } from '../run/api.ts'
import type { Case } from './cases.ts'

const List = z.object({
  kind: z.enum(['followers', 'following']),
  state: z.string(),
  reason: z.string().nullable(),
  collected: z.number(),
  expected: z.number().nullable(),
  pages: z.number(),
  requests: z.number(),
})
const Check = z.object({
  id: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  complete: z.boolean(),
  lists: z.array(List),
  progress: z.object({
    collected: z.number(),
    requests: z.number(),
    accounts: z.array(z.string()),
  }),
  created_at: z.string(),
  completed_at: z.string().nullable(),
})
/** A check as the API returns it. */
export type Check = z.output<typeof Check>

/** Starts the check of a case; returns its id. */
export async function requestCheck(api: GramdApi, username: string, plan: Case): Promise<string> {
  const { kinds, max } = plan
  const body = { username, kinds, confirm: true, ...(max === null ? {} : { max }) }
  return Check.parse(await api.post('/api/relations', body)).id
}

export const readCheck = async (api: GramdApi, id: string): Promise<Check> =>
  Check.parse(await api.get(`/api/relations/${id}`))
