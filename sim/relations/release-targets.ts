import { z } from 'zod'
import type { DemoApi } from '../demo/api.ts'

const Targets = z.object({ data: z.array(z.object({ target: z.string() })) })

/** What an operator does about targets that were set aside because accounts met challenges by chance. */
export async function releaseTargets(api: DemoApi): Promise<void> {
  const { data } = Targets.parse(await api.get('/api/pool/targets?limit=200'))
  for (const { target } of data) await api.delete(`/api/pool/targets/${encodeURIComponent(target)}`)
}
