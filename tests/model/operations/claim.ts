import type { ClaimedTask } from '../../../src/queue/claim.ts'
import { claimTasks, ENGINE, leaseKey } from '../engine-access.ts'
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
  /** What all workers together may run, of all types and of `plain`; null for any number. */
  total: number | null
  concurrency: number | null
  /** How many tasks of one key it takes at most. */
  keyRoom: number
  /** One of the tasks may be the one that is longest overdue by so much; null for none. */
  elderMs: number | null
}

const LIMITED = 'plain'

export function claim(choice: ClaimChoice): Operation<readonly ClaimedTask[]> {
  return operation({
    label: `claim(${JSON.stringify(choice)})`,
    async run(system) {
      const tasks = await claimTasks(system.db, {
        owner: choice.owner,
        limit: choice.limit,
        types: Object.entries(choice.rooms).map(([name, room]) => ({
          name,
          room,
          resource: typeNamed(name).resource,
          leaseMs: LEASE_MS,
          ...(name === LIMITED && choice.concurrency !== null
            ? { concurrency: choice.concurrency }
            : {}),
          ...(name === KEYED ? { key: { limit: KEY_LIMIT, room: choice.keyRoom } } : {}),
        })),
        resources: choice.free === null ? {} : { instagram: choice.free },
        ...(choice.total === null ? {} : { total: choice.total }),
        ...(choice.elderMs === null ? {} : { elders: { count: 1, overdueMs: choice.elderMs } }),
      })
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
    state.now,
    choice,
    bounds,
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
  for (const task of answer) {
    const grant = task.limit_key === null ? null : grantOf(state, choice.owner, task.limit_key)
    violated(
      task.key_grant !== grant,
      () => `task ${task.id} came with a grant of ${task.key_grant} where ${grant} are free`,
    )
  }
  return answer.reduce((next, task) => lease(next, choice.owner, task), state)
}

function canBeClaimed(state: State, { rooms }: ClaimChoice, task: ModelTask): boolean {
  if (rooms[task.type] === undefined || state.paused.has(task.type)) return false
  return task.status === 'pending' && task.batch === null && dueOf(task) <= state.now
}

/** How many tasks there is room for, in all and under each name. */
type Bounds = {
  all: number
  ofType: (type: string) => number
  ofKey: (key: string) => number
  ofInstagram: number
}

const heldIn = (state: State): ModelTask[] =>
  [...state.tasks.values()].filter((task) => task.lease !== null)

function boundsOf(state: State, choice: ClaimChoice): Bounds {
  const held = heldIn(state)
  const count = (matches: (task: ModelTask) => boolean): number => held.filter(matches).length
  return {
    all: Math.min(choice.limit, (choice.total ?? Infinity) - held.length),
    ofType(type) {
      const room = choice.rooms[type] ?? 0
      if (type !== LIMITED || choice.concurrency === null) return room
      return Math.min(room, choice.concurrency - count((task) => task.type === type))
    },
    ofKey(key) {
      if (grantOf(state, choice.owner, key) < 1) return 0
      const mine = count((task) => task.limitKey === key && task.owner === choice.owner)
      return choice.keyRoom - mine
    },
    ofInstagram: choice.free ?? Infinity,
  }
}

/** What the other workers leave of a key: each runs no more of it than it holds, and no more than the limit. */
function grantOf(state: State, owner: string, key: string): number {
  const others = heldIn(state).filter((task) => task.limitKey === key && task.owner !== owner)
  const byOwner = Map.groupBy(others, (task) => task.owner).values()
  return KEY_LIMIT - [...byOwner].reduce((sum, { length }) => sum + Math.min(KEY_LIMIT, length), 0)
}

/** The order of the queue, after the task that is longest overdue among those that there is room for. */
function inOrder(
  tasks: readonly ModelTask[],
  now: number,
  { elderMs }: ClaimChoice,
  bounds: Bounds,
): ModelTask[] {
  const ordered = tasks.toSorted(compareTasks)
  if (elderMs === null) return ordered
  const [elder] = tasks
    .filter((task) => dueOf(task) <= now - elderMs && bounds.ofType(task.type) > 0)
    .filter((task) => isInSight(task, ordered, bounds))
    .toSorted((a, b) => dueOf(a) - dueOf(b) || a.id - b.id)
  return elder ? [elder, ...ordered.filter((task) => task !== elder)] : ordered
}

/** A task whose key is taken is not looked at, nor, without `eldersPassTheirKey`, one that its key has no room for. */
function isInSight(task: ModelTask, ordered: readonly ModelTask[], bounds: Bounds): boolean {
  const key = task.limitKey
  if (key === null) return true
  const room = bounds.ofKey(key)
  if (ENGINE.eldersPassTheirKey) return room > 0
  const ofKey = ordered.filter(({ limitKey }) => limitKey === key)
  return ofKey.slice(0, Math.max(0, room)).includes(task)
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
