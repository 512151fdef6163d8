import type { LeaseKey } from './engine-access.ts'

/** What the model knows of a task. Times are world time in ms. */
export type ModelTask = Readonly<{
  id: number
  type: string
  status: 'pending' | 'running' | 'done' | 'failed' | 'cancelled'
  priority: number
  key: string | null
  /** What its type's limit counts it under. */
  limitKey: string | null
  attempts: number
  maxAttempts: number
  lostLeases: number
  createdAt: number
  /** When it is due, if not at its creation. */
  retryAt: number | null
  completedAt: number | null
  errorCode: string | null
  checkpoint: unknown
  result: unknown
  owner: string | null
  lease: LeaseKey | null
  /** Its worker has been silent for longer than the lease; the task is the worker's until it is rescued. */
  leaseEnded: boolean
  batch: string | null
  /** Rows written in the transaction that settled it as done. */
  effects: number
  /** Rows written in transactions that stored a checkpoint. */
  notes: number
  /** How often its type was told that it left its holder's hands otherwise. */
  departures: number
}>

/** An attempt whose handler has not returned, whether or not its lease still holds. */
export type ModelAttempt = Readonly<{ lease: LeaseKey; taskId: number; owner: string }>

/** The whole queue, as the contract has it. Never changed in place, so that orders of events can be tried out. */
export type State = Readonly<{
  now: number
  tasks: ReadonlyMap<number, ModelTask>
  attempts: ReadonlyMap<LeaseKey, ModelAttempt>
  /** Types that nobody claims. */
  paused: ReadonlySet<string>
}>

/** What the engine did is something that the contract does not allow. */
export class ModelViolation extends Error {}

export function violated(condition: boolean, message: () => string): void {
  if (condition) throw new ModelViolation(message())
}

export const emptyState = (now: number): State => ({
  now,
  tasks: new Map(),
  attempts: new Map(),
  paused: new Set(),
})

export function taskOf(state: State, id: number): ModelTask {
  const task = state.tasks.get(id)
  if (!task) throw new ModelViolation(`task ${id} is not known`)
  return task
}

export function change(state: State, changed: readonly ModelTask[]): State {
  if (changed.length === 0) return state
  const tasks = new Map(state.tasks)
  for (const task of changed) tasks.set(task.id, task)
  return { ...state, tasks }
}

export const isOpen = (task: ModelTask): boolean =>
  task.status === 'pending' || task.status === 'running'

export const dueOf = (task: ModelTask): number => task.retryAt ?? task.createdAt

/** The order of the queue: priority, due, id. */
export const compareTasks = (a: ModelTask, b: ModelTask): number =>
  a.priority - b.priority || dueOf(a) - dueOf(b) || a.id - b.id

export const released = { owner: null, lease: null, leaseEnded: false } as const

/** The task that an attempt still holds: undefined when its lease is lost. */
export function heldBy(state: State, lease: LeaseKey): ModelTask | undefined {
  const attempt = state.attempts.get(lease)
  const task = attempt ? state.tasks.get(attempt.taskId) : undefined
  return task?.lease === lease ? task : undefined
}

/** The n-th of a list, counted round and round; undefined when it is empty. */
export const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % list.length]

/** The tasks that are held under these leases. */
export const heldUnder = (state: State, leases: ReadonlySet<LeaseKey>): ModelTask[] =>
  [...state.tasks.values()].filter(({ lease }) => lease !== null && leases.has(lease))
