import { z } from 'zod'
import { usernameOf } from '../instagram/world/creator.ts'
import { addAccountsInEveryWay } from '../run/accounts.ts'
import { FAULT_RATES } from '../run/fault-rates.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import { helpAccounts } from '../run/operator.ts'
import { pollUntilDone, tolerate } from '../run/poll.ts'

export type StormOptions = { profiles: number; seed: string; signal: AbortSignal }

/** The API's limit. */
const NAMES_PER_REQUEST = 10_000
const POLL_MS = 2_000

const Health = z.object({
  tasks: z.object({
    by_type: z.record(z.string(), z.object({ pending: z.number(), running: z.number() })),
  }),
})

/**
 * Fills the pool, requests the scrapes, switches random faults on and helps as an operator would;
 * false if time ran out.
 */
export async function runStorm(gramd: LocalGramd, options: StormOptions): Promise<boolean> {
  await addAccountsInEveryWay(gramd)
  const usernames = Array.from({ length: options.profiles }, (_, index) =>
    usernameOf(options.seed, index),
  )
  for (let from = 0; from < usernames.length; from += NAMES_PER_REQUEST)
    await gramd.api.post('/api/tasks/scrape', {
      usernames: usernames.slice(from, from + NAMES_PER_REQUEST),
    })
  await gramd.control.put('/storm', { seed: options.seed, ...FAULT_RATES })

  return await pollUntilDone({ signal: options.signal, everyMs: POLL_MS }, async () => {
    const open = await tolerate(countOpenTasks(gramd))
    if (open !== 0) await tolerate(helpAccounts(gramd))
    return { isDone: open === 0, status: `${open ?? '?'} tasks are open` }
  })
}

async function countOpenTasks({ api }: LocalGramd): Promise<number> {
  const { tasks } = Health.parse(await api.get('/api/health'))
  return ['full_scrape', 'ai_analysis'].reduce((sum, type) => {
    const counts = tasks.by_type[type]
    return sum + (counts ? counts.pending + counts.running : 0)
  }, 0)
}
