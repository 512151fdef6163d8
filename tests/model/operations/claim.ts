import type { ClaimedTask } from '../../../src/queue/claim.ts'
import { claimTasks, ENGINE, leaseKey } from '../engine-access.ts'
import { operation, type Mode, type Operation } from '../operation.ts'
import { compareTasks, dueOf, taskOf, violated, type ModelTask, type State } from '../state.ts'
import { LEASE_MS, typeNamed } from '../task-types.ts'

export type ClaimChoice = {
  owner: string
  limit: number
  /** Room by type; a type without an entry is not asked for. */
  rooms: Readonly<Record<string, number>>
  /** Accounts that are free; null when the claim sets no bound. */
  free: number | null
}

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
        })),
        resources: choice.free === null ? {} : { instagram: choice.free },
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
  const ids = answer.map((task) => task.id)
  const claimable = [...state.tasks.values()]
    .filter((task) => canBeClaimed(state, choice, task))
    .sort(compareTasks)
  if (mode === 'alone') {
    const first = firstThatFit(claimable, choice)
    const enough = claimable.length > choice.limit + ENGINE.lookAhead ? 1 : first.length
    const isPrefix = ids.every((id, place) => id === first[place]?.id)
    violated(!isPrefix || ids.length < Math.min(enough, first.length), () => {
      return `claimed ${ids.join(', ')} where ${first.map((task) => task.id).join(', ')} come first`
    })
  } else {
    const known = new Set(claimable.map((task) => task.id))
    const wrong = ids.find((id) => !known.has(id))
    violated(wrong !== undefined, () => `task ${wrong} could not be claimed`)
    const taken = ids.map((id) => taskOf(state, id))
    violated(firstThatFit(taken, choice).length < ids.length, () => 'more was claimed than fits')
    violated(
      taken.toSorted(compareTasks).some((task, place) => task.id !== ids[place]),
      () => `claimed in the order ${ids.join(', ')}`,
    )
  }
  return answer.reduce((next, task) => lease(next, choice.owner, task), state)
}

function canBeClaimed(state: State, { rooms }: ClaimChoice, task: ModelTask): boolean {
  if (rooms[task.type] === undefined || task.batch !== null || dueOf(task) > state.now) return false
  return task.status === 'pending' || (ENGINE.reclaimsExpired && task.leaseEnded)
}

/** The first ones, in order, as far as there is room for their type and resource. */
function firstThatFit(tasks: readonly ModelTask[], choice: ClaimChoice): ModelTask[] {
  const fitting: ModelTask[] = []
  const ofType = new Map<string, number>()
  let gated = 0
  for (const task of tasks) {
    const isGated = typeNamed(task.type).resource === 'instagram'
    const used = ofType.get(task.type) ?? 0
    if (fitting.length >= choice.limit || used >= (choice.rooms[task.type] ?? 0)) continue
    if (isGated && choice.free !== null && gated >= choice.free) continue
    fitting.push(task)
    ofType.set(task.type, used + 1)
    if (isGated) gated += 1
  }
  return fitting
}

function lease(state: State, owner: string, claimed: ClaimedTask): State {
  const task = taskOf(state, claimed.id)
  const key = leaseKey(claimed)
  const told = [claimed.attempts, claimed.max_attempts, claimed.priority, claimed.task_type]
  const known = [task.attempts, task.maxAttempts, task.priority, task.type]
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
    lostLeases: task.lostLeases + (task.lease === null ? 0 : 1),
    errorCode: null,
  })
  const attempts = new Map(state.attempts)
  attempts.set(key, { lease: key, taskId: task.id, owner })
  return { ...state, tasks, attempts }
}
