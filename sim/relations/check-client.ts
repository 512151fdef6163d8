import { z } from 'zod'
import type { DemoApi } from '../demo/api.ts'
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
/** A check as the API tells it. */
export type Check = z.output<typeof Check>

/** Begins the check of a case; returns its id. */
export async function askFor(api: DemoApi, username: string, wanted: Case): Promise<string> {
  const { kinds, max } = wanted
  const asked = { username, kinds, confirm: true, ...(max === null ? {} : { max }) }
  return Check.parse(await api.post('/api/relations', asked)).id
}

export const readCheck = async (api: DemoApi, id: string): Promise<Check> =>
  Check.parse(await api.get(`/api/relations/${id}`))
