import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { DemoWorld } from '../demo/world.ts'
import { usernameOf } from '../instagram/world/creator.ts'
import { addAccounts } from './accounts.ts'
import { createControlClient } from './control-client.ts'
import { helpAccounts } from './operator.ts'
import { WEATHER } from './weather.ts'

export type StormOptions = { profiles: number; seed: string; signal: AbortSignal }

/** The most names that one request takes. */
const NAMES_PER_REQUEST = 10_000
const LOOK_MS = 2_000

const Health = z.object({
  tasks: z.object({
    by_type: z.record(z.string(), z.object({ pending: z.number(), running: z.number() })),
  }),
})

/** Sets up the pool, asks for the profiles, lets the weather loose and helps as a person would; false when time ran out first. */
export async function runStorm(world: DemoWorld, options: StormOptions): Promise<boolean> {
  const { api } = world
  const control = createControlClient(world.stands.instagram.controlUrl)
  await addAccounts(world)
  const usernames = Array.from({ length: options.profiles }, (_, index) =>
    usernameOf(options.seed, index),
  )
  for (let from = 0; from < usernames.length; from += NAMES_PER_REQUEST)
    await api.post('/api/tasks/scrape', {
      usernames: usernames.slice(from, from + NAMES_PER_REQUEST),
    })
  await control.put('/storm', { seed: options.seed, ...WEATHER })

  while (!options.signal.aborted) {
    const open = await openTasks(world).catch(tell)
    if (open !== undefined) process.stderr.write(`\r${open} tasks are open   `)
    if (open === 0) break
    await helpAccounts(world, control)
    await delay(LOOK_MS, undefined, { signal: options.signal }).catch(() => undefined)
  }
  process.stderr.write('\n')
  return !options.signal.aborted
}

/** A look that fails is told, and another one follows: a machine with much to do may not answer in time. */
function tell(error: unknown): undefined {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
}

async function openTasks({ api }: DemoWorld): Promise<number> {
  const { tasks } = Health.parse(await api.get('/api/health'))
  return ['full_scrape', 'ai_analysis'].reduce((sum, type) => {
    const counts = tasks.by_type[type]
    return sum + (counts ? counts.pending + counts.running : 0)
  }, 0)
}
