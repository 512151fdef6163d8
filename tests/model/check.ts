import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { leaseKey, strayTasks } from './engine-access.ts'
import type { Operation } from './operation.ts'
import { dueOf, ModelViolation, type ModelTask, type State } from './state.ts'
import { beginClaimed, type System } from './system.ts'

/** The model's state, what was done to come to it, and how often each operation was done in all histories. */
export type Model = { state: State; history: string[]; counts: Map<string, number> }

/** Runs one operation after another, each against the model. */
export async function runInTurn(
  model: Model,
  system: System,
  operations: readonly Operation[],
): Promise<void> {
  for (const operation of operations) {
    model.history.push(operation.label)
    count(model, operation)
    const answer = await operation.run(system)
    model.state = operation.step(model.state, answer, 'alone')
    await compare(model, system)
  }
}

/** Runs operations that concern different tasks at one moment; the order in which they count does not matter. */
export async function runBeside(
  model: Model,
  system: System,
  operations: readonly Operation[],
): Promise<void> {
  const answers = await runAtOnce(model, system, operations)
  for (const [place, operation] of operations.entries()) {
    count(model, operation)
    model.state = operation.step(model.state, answers[place], 'racing')
  }
  await compare(model, system)
}

/**
 * Runs operations at one moment; what they did must be what they do in some order. Claims skip what others lock, even if
 * those do not take it after all; but one of them takes something if there is anything.
 */
export async function runRace(
  model: Model,
  system: System,
  operations: readonly Operation[],
): Promise<void> {
  const answers = await runAtOnce(model, system, operations)
  const rows = await readRows(system.db)
  const refusals: string[] = []
  const areClaims = operations.every(({ label }) => label.startsWith('claim('))
  const took = answers.some((answer) => Array.isArray(answer) && answer.length > 0)
  const mode = areClaims && !took ? 'alone' : 'racing'
  for (const order of permutations([...operations.keys()])) {
    try {
      let { state } = model
      for (const place of order) {
        const operation = operations[place]
        if (operation) state = operation.step(state, answers[place], mode)
      }
      requireSame(state, rows)
      for (const operation of operations) count(model, operation, 'race ')
      model.state = state
      return await afterwards(model, system)
    } catch (error) {
      if (!(error instanceof ModelViolation)) throw error
      refusals.push(`${order.map((place) => place + 1).join(', ')}: ${error.message}`)
    }
  }
  throw new ModelViolation(`no order explains what happened:\n  ${refusals.join('\n  ')}`)
}

async function runAtOnce(
  { history }: Model,
  system: System,
  operations: readonly Operation[],
): Promise<unknown[]> {
  history.push(`at once: ${operations.map((operation) => operation.label).join(' | ')}`)
  return await Promise.all(operations.map((operation) => operation.run(system)))
}

function count(model: Model, operation: Operation, prefix = ''): void {
  const name = prefix + operation.label.slice(0, operation.label.indexOf('('))
  model.counts.set(name, (model.counts.get(name) ?? 0) + 1)
}

async function compare(model: Model, system: System): Promise<void> {
  requireSame(model.state, await readRows(system.db))
  await afterwards(model, system)
}

/** Begins what was claimed. */
async function afterwards(model: Model, system: System): Promise<void> {
  await beginClaimed(system)
  const held = [...model.state.tasks.values()].flatMap(({ lease }) => lease ?? [])
  const stray = await strayTasks(system.db, new Set(held))
  if (stray.length > 0) throw new ModelViolation(`claims name ${stray.join()}, which is not held`)
  const fault = system.faults.pop()
  if (fault !== undefined) throw new ModelViolation(`the engine complained: ${fault}`)
}

function permutations(places: readonly number[]): number[][] {
  if (places.length < 2) return [[...places]]
  return places.flatMap((first) =>
    permutations(places.filter((place) => place !== first)).map((rest) => [first, ...rest]),
  )
}

type Row = {
  id: number
  task_type: string
  status: string
  priority: number
  dedupe_key: string | null
  attempts: number
  max_attempts: number
  lost_leases: number
  due_at: Date
  completed_at: Date | null
  error_code: string | null
  checkpoint: unknown
  result: unknown
  lease_owner: string | null
  fencing_token: number
  is_leased: boolean
  limit_key: string | null
  batch_id: string | null
  effects: number
  notes: number
  departures: number
}

async function readRows(db: Db): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select t.id, t.task_type, t.status, t.priority, t.dedupe_key, t.attempts, t.max_attempts, t.lost_leases, t.due_at,
      t.completed_at, t.error_code, t.checkpoint, t.result,
      case when t.lease_until is not null then t.lease_owner end as lease_owner, t.fencing_token,
      t.lease_until is not null as is_leased, t.limit_key, t.batch_id,
      coalesce(traces.effects, 0)::int as effects, coalesce(traces.notes, 0)::int as notes,
      coalesce(traces.departures, 0)::int as departures
    from scrape_tasks t
    left join (
      select task_id, count(*) filter (where kind = 'effect') as effects, count(*) filter (where kind = 'note') as notes,
        count(*) filter (where kind = 'departure') as departures
      from model_traces group by task_id
    ) traces on traces.task_id = t.id`.execute(db)
  return rows
}

function requireSame(state: State, rows: readonly Row[]): void {
  const seen = new Set<number>()
  for (const row of rows) {
    if (seen.has(row.id)) throw new ModelViolation(`task ${row.id} is there twice`)
    seen.add(row.id)
    const task = state.tasks.get(row.id)
    if (!task) throw new ModelViolation(`task ${row.id} came from nowhere`)
    const [expected, found] = [rowOf(task), comparable(row)]
    if (!isDeepStrictEqual(expected, found))
      throw new ModelViolation(`task ${row.id} differs in ${differences(expected, found)}`)
  }
  for (const id of state.tasks.keys())
    if (!seen.has(id)) throw new ModelViolation(`task ${id} is lost`)
}

/** When a task was due says nothing any more once it runs or has ended. */
const comparable = ({ fencing_token, is_leased, due_at, completed_at, ...row }: Row) => ({
  ...row,
  lease: is_leased ? leaseKey({ id: row.id, fencing_token }) : null,
  due: row.status === 'pending' ? due_at.getTime() : null,
  completed: completed_at?.getTime() ?? null,
})

const rowOf = (task: ModelTask): ReturnType<typeof comparable> => ({
  id: task.id,
  task_type: task.type,
  status: task.status,
  priority: task.priority,
  dedupe_key: task.key,
  limit_key: task.limitKey,
  attempts: task.attempts,
  max_attempts: task.maxAttempts,
  lost_leases: task.lostLeases,
  due: task.status === 'pending' ? dueOf(task) : null,
  completed: task.completedAt,
  error_code: task.errorCode,
  checkpoint: task.checkpoint,
  result: task.result,
  lease_owner: task.owner,
  lease: task.lease,
  batch_id: task.batch,
  effects: task.effects,
  notes: task.notes,
  departures: task.departures,
})

function differences(expected: object, found: object): string {
  const values = new Map(Object.entries(found))
  return Object.entries(expected)
    .filter(([name, value]) => !isDeepStrictEqual(value, values.get(name)))
    .map(
      ([name, value]) =>
        `${name}: ${JSON.stringify(value)} is due, ${JSON.stringify(values.get(name))} is there`,
    )
    .join('; ')
}
