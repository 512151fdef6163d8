import type { Db } from '../../../src/db/handles.ts'
import { HOUR, type GramdWorld } from '../gramd-world.ts'

type Shown = { completed_at: string | null; reason: string | null; waiting_until: string | null }

const MAX_TURNS = 200

/** Runs the tasks of checks, letting world time pass in between, until one has ended or waits for a confirmation. */
export async function runToEnd<View extends Shown>(
  { services: { db, clock }, advance, runNext }: GramdWorld,
  look: () => Promise<View>,
): Promise<View> {
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const view = await look()
    if (view.completed_at !== null || view.reason === 'confirmation') return view
    const dueAt = view.waiting_until === null ? 0 : Date.parse(view.waiting_until)
    const wait = dueAt - clock.now().getTime()
    await advance(Math.max(1_000, Math.min(wait, 2 * HOUR)))
    for (const taskType of ['relation_check', 'relation_pairs'])
      if (await isDue(db, taskType)) await runNext(taskType)
  }
  throw new Error('the check does not end')
}

async function isDue(db: Db, taskType: string): Promise<boolean> {
  const due = await db
    .selectFrom('scrape_tasks_open')
    .select('id')
    .where('task_type', '=', taskType)
    .where('due_at', '<=', (eb) => eb.fn('world_now'))
    .executeTakeFirst()
  return due !== undefined
}
