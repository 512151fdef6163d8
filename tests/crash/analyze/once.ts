import { sql } from 'kysely'
import { expect } from 'vitest'
import { HOUR, type CrashWorld } from './crash-world.ts'
import type { Daemon } from './daemon.ts'
import type { Step } from './steps.ts'

const POLL = { timeout: 60_000, interval: 50 }

/**
 * Kills gramd at one step after another of a batch with this many tasks; the last gramd finishes.
 */
export async function killAt(
  world: CrashWorld,
  steps: readonly Step[],
  tasks: number,
): Promise<void> {
  await world.addWork(tasks)
  const batch = steps.find((step) => step.batch)?.batch
  if (batch) world.sim.control.addFault({ on: 'batch', kind: batch, share_finished: 0.5 })
  const cancels = steps.some((step) => step.task === 'retry_stale_batches')
  // With this setting a batch is overdue as soon as it is sent.
  const settings = cancels ? { GRAMD_STALE_BATCH_HOURS: '0.0001' } : {}
  for (const step of steps) await killOnce(world, step, settings, tasks)

  const last = await world.start(settings)
  if (cancels) {
    await world.push('retry_stale_batches')
    await expect
      .poll(() => world.sim.control.report().batches.by_status, POLL)
      .toMatchObject({ cancelling: 1 })
  }
  await finish(world, last)
}

async function killOnce(
  world: CrashWorld,
  step: Step,
  settings: Record<string, string>,
  tasks: number,
): Promise<void> {
  // The next process continues at once what the last one started.
  const early = step.after === 'nothing' ? await step.arrange(world) : null
  const daemon = await world.start(settings)
  if (!early) await send(world, tasks)
  const stop = early ?? (await step.arrange(world))
  await world.push(step.task)
  await expect
    .poll(async () => {
      // A batch is overdue a moment after it was sent: the first task may have found none.
      if (step.task === 'retry_stale_batches') await world.push(step.task)
      return await stop.isReached()
    }, POLL)
    .toBe(true)
  await daemon.kill()
  await stop.release()
}

/** Sends the batch and lets it end. */
async function send(world: CrashWorld, tasks: number): Promise<void> {
  await expect
    .poll(async () => {
      await settleCreations(world)
      await world.push('submit_batch')
      return (await read(world)).sent
    }, POLL)
    .toBe(tasks)
  world.pass(HOUR)
}

/** Advances time until every task has ended and no file is left, then stops gramd. */
export async function finish(world: CrashWorld, daemon: Daemon): Promise<void> {
  try {
    await expect
      .poll(async () => {
        await settleCreations(world)
        await world.push('submit_batch')
        await world.push('poll_batches')
        world.pass(HOUR)
        const { open, batches_open } = await read(world)
        return open + batches_open
      }, POLL)
      .toBe(0)
  } catch (failure) {
    console.log(daemon.tail())
    throw failure
  }
  expect(await daemon.stop()).toBe(0)
}

/** Simulates the time after which an open request has arrived or failed; its process is dead. */
export async function settleCreations({ db }: Pick<CrashWorld, 'db'>): Promise<void> {
  await sql`
    update ai_batches set create_attempted_at = clock_timestamp() - interval '5 min'
    where status = 'preparing' and create_attempted_at > clock_timestamp() - interval '2 min'`.execute(
    db,
  )
}

/**
 * gramd and OpenAI both count one answer and one payment per task, and nothing is left at OpenAI.
 */
export async function expectOnce(world: CrashWorld, tasks: number): Promise<void> {
  const report = world.sim.control.report()
  expect(report).toMatchObject({
    violations: {},
    rows: { answered: tasks, good: tasks },
    files: { stored: 0 },
  })
  expect(await read(world)).toEqual({
    open: 0,
    sent: 0,
    batches_open: 0,
    done: tasks,
    attempts: 0,
    answers: tasks,
    once: tasks,
    paid_rows: tasks,
    input_tokens: report.tokens.input,
    output_tokens: report.tokens.output,
  })
}

type Books = Record<
  | 'open'
  | 'sent'
  | 'batches_open'
  | 'done'
  | 'attempts'
  | 'answers'
  | 'once'
  | 'paid_rows'
  | 'input_tokens'
  | 'output_tokens',
  number
>

async function read({ db, work }: CrashWorld): Promise<Books> {
  const { rows } = await sql<Omit<Books, 'answers' | 'once'>>`
    with asked as (select * from scrape_tasks where task_type = ${work.taskType})
    select
      (select count(*)::int from asked where status in ('pending', 'running')) as open,
      (select count(*)::int from scrape_tasks where status = 'running' and batch_id is not null) as sent,
      (select count(*)::int from ai_batches where files_deleted_at is null) as batches_open,
      (select count(*)::int from asked where status = 'done' and result ->> 'outcome' = 'success') as done,
      (select coalesce(sum(attempts), 0)::int from asked) as attempts,
      (select count(*)::int from ai_batch_rows where output_tokens > 0) as paid_rows,
      (select coalesce(sum(input_tokens), 0)::int from ai_batches) as input_tokens,
      (select coalesce(sum(output_tokens), 0)::int from ai_batches) as output_tokens`.execute(db)
  const [books] = rows
  if (!books) throw new Error('the books cannot be read')
  return { ...books, ...(await work.answered(db)) }
}
