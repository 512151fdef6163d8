import { discover } from '../../../src/features/discover/tasks/discover.ts'
import type { Db } from '../../../src/db/handles.ts'
import { DiscoverResult } from '../../../src/features/discover/outcome.ts'
import { HOUR, type GramdWorld, type TaskRow } from '../gramd-world.ts'

export const TAG = 'алматымама'

export const usernames = async (db: Db) =>
  (await db.selectFrom('blogs').select('username').execute()).map((blog) => blog.username).sort()

/** Runs the one discover task until it has ended, letting the pool rest in between. */
export async function runToEnd(world: GramdWorld): Promise<TaskRow> {
  for (let turn = 0; turn < 20; turn += 1) {
    const task = await world.runNext('discover')
    if (task.status !== 'pending') return task
    await world.advance(HOUR)
  }
  throw new Error('the task does not end')
}

export type Discovered = {
  result: DiscoverResult
  requests: number
  profiles: number
  feeds: number
}

/** A discovery from its payload to its result, and the requests that the stand-in has seen meanwhile. */
export async function discovered(world: GramdWorld, payload: object): Promise<Discovered> {
  const { db, queue } = world.services
  const before = world.sim.referee.report()
  await queue.enqueue(db, discover, payload)
  const task = await runToEnd(world)
  if (task.status !== 'done') throw new Error(`the task is ${task.status}: ${task.error_message}`)
  const after = world.sim.referee.report()
  const grown = (name: string): number => (after.classes[name] ?? 0) - (before.classes[name] ?? 0)
  return {
    result: DiscoverResult.parse(task.result),
    requests: after.requests - before.requests,
    profiles: grown('profile'),
    feeds: grown('feed'),
  }
}

/** What a result must say whatever happened: everybody who was seen is counted once. */
export function countOf({ known, returned, created, filtered }: DiscoverResult): number {
  return known + returned + created + Object.values(filtered).reduce((sum, count) => sum + count, 0)
}
