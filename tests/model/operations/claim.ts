import type { ClaimedTask } from '../../../src/queue/claim.ts'
import { claimTasks, leaseKey } from '../engine-access.ts'
import { operation, type Mode, type Operation } from '../operation.ts'
import { compareTasks, dueOf, taskOf, violated, type ModelTask, type State } from '../state.ts'
import { KEY_LIMIT, KEYED, LEASE_MS, typeNamed } from '../task-types.ts'

export type ClaimChoice = {
  owner: string
  limit: number
  /** Room by type; a type without an entry is not asked for. */
  rooms: Readonly<Record<string, number>>
  /** Accounts that are free; null when the claim sets no bound. */
  free: number | null
  /** Only the task that is longest overdue by so much; null for what comes first in order. */
  overdueMs: number | null
}

export function claim(choice: ClaimChoice): Operation<readonly ClaimedTask[]> {
  return operation({
    label: `claim(${JSON.stringify(choice)})`,
    async run(system) {
      const request = {
        owner: choice.owner,
        limit: choice.limit,
        types: Object.entries(choice.rooms).map(([name, room]) => ({
          name,
          room,
          resource: typeNamed(name).resource,
          leaseMs: LEASE_MS,
          keyLimit: name === KEYED ? KEY_LIMIT : undefined,
        })),
        resources: choice.free === null ? {} : { instagram: choice.free },
      }
      const tasks = await claimTasks(system.db, request, choice.overdueMs)
      for (const task of tasks) {
        const lease = leaseKey(task)
        violated(system.leases.has(lease), () => `lease ${lease} was given before`)
        system.leases.add(lease)
        system.claimed.push({ task, owner: choice.owner })
      }
      return tasks
    },
    step: (state, answer, mode) => take(state, choice, answer, mode),
  })
}

function take(
  state: State,
  choice: ClaimChoice,
  answer: readonly ClaimedTask[],
  mode: Mode,
): State {
  const bounds = boundsOf(state, choice)
  const ids = answer.map((task) => task.id)
  const claimable = inOrder(
    [...state.tasks.values()].filter((task) => canBeClaimed(state, choice, task)),
    choice,
  )
  if (mode === 'alone') {
    const first = firstThatFit(claimable, bounds).map((task) => task.id)
    violated(
      ids.join() !== first.join(),
      () => `claimed ${ids.join(', ')} where ${first.join(', ')} come first`,
    )
  } else {
    const known = new Set(claimable.map((task) => task.id))
    const wrong = ids.find((id) => !known.has(id))
    violated(wrong !== undefined, () => `task ${wrong} could not be claimed`)
    const taken = ids.map((id) => taskOf(state, id))
    violated(firstThatFit(taken, bounds).length < ids.length, () => 'more was claimed than fits')
  }
  return answer.reduce((next, task) => lease(next, choice.owner, task), state)
}

function canBeClaimed(state: State, choice: ClaimChoice, task: ModelTask): boolean {
  const { rooms, free, overdueMs } = choice
  if ((rooms[task.type] ?? 0) < 1 || state.paused.has(task.type)) return false
  if (free === 0 && typeNamed(task.type).resource === 'instagram') return false
  if (overdueMs !== null && task.limitKey !== null) return false
  const dueBefore = state.now - (overdueMs ?? 0)
  return task.status === 'pending' && task.batch === null && dueOf(task) <= dueBefore
}

/** How many tasks there is room for, in all and under each name. */
type Bounds = {
  all: number
  ofType: (type: string) => number
  ofKey: (key: string) => number
  ofInstagram: number
}

function boundsOf(state: State, { limit, rooms, free, overdueMs }: ClaimChoice): Bounds {
  const running = (key: string): number =>
    [...state.tasks.values()].filter((task) => task.lease !== null && task.limitKey === key).length
  return {
    all: overdueMs === null ? limit : 1,
    ofType: (type) => rooms[type] ?? 0,
    ofKey: (key) => KEY_LIMIT - running(key),
    ofInstagram: free ?? Infinity,
  }
}

/**
 * The order of one claim: tasks with keys that come before all others, those without keys, and the rest of those with
 * keys. Or, of what is overdue, by due alone.
 */
function inOrder(tasks: readonly ModelTask[], { overdueMs }: ClaimChoice): ModelTask[] {
  if (overdueMs !== null) return tasks.toSorted((a, b) => dueOf(a) - dueOf(b) || a.id - b.id)
  const ordered = tasks.toSorted(compareTasks)
  const plain = ordered.filter(({ limitKey }) => limitKey === null)
  const [head] = plain
  const keyed = ordered.filter(({ limitKey }) => limitKey !== null)
  const isFirst = (task: ModelTask): boolean => head === undefined || compareTasks(task, head) < 0
  return [...keyed.filter(isFirst), ...plain, ...keyed.filter((task) => !isFirst(task))]
}

/** The first ones, in order, as far as there is room for their type, key and resource. */
function firstThatFit(tasks: readonly ModelTask[], bounds: Bounds): ModelTask[] {
  const fitting: ModelTask[] = []
  const used = new Map<string, number>()
  const usedOf = (name: string): number => used.get(name) ?? 0
  for (const task of tasks) {
    const isGated = typeNamed(task.type).resource === 'instagram'
    if (fitting.length >= bounds.all || usedOf(task.type) >= bounds.ofType(task.type)) continue
    if (isGated && usedOf('instagram') >= bounds.ofInstagram) continue
    const key = task.limitKey
    if (key !== null && usedOf(`key ${key}`) >= bounds.ofKey(key)) continue
    fitting.push(task)
    const names = [
      task.type,
      ...(isGated ? ['instagram'] : []),
      ...(key === null ? [] : [`key ${key}`]),
    ]
    for (const name of names) used.set(name, usedOf(name) + 1)
  }
  return fitting
}

function lease(state: State, owner: string, claimed: ClaimedTask): State {
  const task = taskOf(state, claimed.id)
  const key = leaseKey(claimed)
  const told = [claimed.attempts, claimed.max_attempts, claimed.priority, claimed.lost_leases]
  const known = [task.attempts, task.maxAttempts, task.priority, task.lostLeases]
  violated(told.join() !== known.join(), () => `task ${task.id} was claimed as ${told.join()}`)
  violated(
    JSON.stringify(claimed.checkpoint) !== JSON.stringify(task.checkpoint),
    () => `task ${task.id} was claimed with checkpoint ${JSON.stringify(claimed.checkpoint)}`,
  )
  const tasks = new Map(state.tasks)
  tasks.set(task.id, {
    ...task,
    status: 'running',
    owner,
    lease: key,
    leaseEnded: false,
  })
  const attempts = new Map(state.attempts)
  attempts.set(key, { lease: key, taskId: task.id, owner })
  return { ...state, tasks, attempts }
}
