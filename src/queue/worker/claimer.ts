import type { Db } from '../../db/database.ts'
import {
  claimAndLook,
  type Claimed,
  type ClaimedTask,
  type ClaimRequest,
  type Place,
} from '../claim.ts'

/** Claims for one process, and remembers between its claims how far the queue is taken. */
export type Claimer = {
  claim(request: Omit<ClaimRequest, 'elders'>): Promise<ClaimedTask[]>
}

/** Real time after which the queue is read from its beginning again: tasks come back, and transactions commit late. */
const FULL_LOOK_MS = 1_000
/** One claim in so many goes to a task that is overdue, whatever its priority. */
const ELDER_EVERY = 5
/** Looks that one claim takes at most to get through the keys that wait; the next one goes on from there. */
const KEY_LOOKS = 10

type Request = Omit<ClaimRequest, 'elders'>

/**
 * While claims come back full, each begins where the last one ended: the rows of finished tasks stay at the head of the
 * index for as long as some old transaction might see them, and would have to be stepped over every time. In the same
 * way keys are looked through a part at a time. `overdueMs` is in world time.
 */
export function createClaimer(db: Db, overdueMs: number, keyLook?: number): Claimer {
  let marks = new Map<string, Map<number, Place>>()
  let keysLeft = new Map<string, string>()
  let deep = false
  let fullLookAt = -Infinity
  let claimed = 0

  const look = async (request: Request): Promise<Claimed> => {
    const elders =
      Math.floor((claimed + request.limit) / ELDER_EVERY) - Math.floor(claimed / ELDER_EVERY)
    const types = request.types.map((type) => ({
      ...type,
      after: marks.get(type.name),
      keysAfter: keysLeft.get(type.name),
    }))
    const found = await claimAndLook(
      db,
      { ...request, types, elders: { count: elders, overdueMs } },
      keyLook,
    )
    claimed += found.tasks.length
    for (const task of found.tasks) markPlace(marks, task)
    return found
  }
  const lookFromBeginning = async (request: Request): Promise<Claimed> => {
    marks = new Map()
    fullLookAt = performance.now()
    return await look(request)
  }

  return {
    async claim(request) {
      const full = !deep || performance.now() - fullLookAt >= FULL_LOOK_MS
      const tasks: ClaimedTask[] = []
      let found = full ? await lookFromBeginning(request) : await look(request)
      tasks.push(...found.tasks)
      let began = keysLeft
      try {
        if (!full && tasks.length < request.limit) {
          found = await lookFromBeginning(without(request, tasks))
          tasks.push(...found.tasks)
        }
        keysLeft = found.keysLeft
        // Those before the place where it began, and those after the place where it ended.
        for (let looks = 1; tasks.length < request.limit && looks < KEY_LOOKS; looks += 1) {
          if (keysLeft.size === 0 && began.size === 0) break
          began = new Map()
          found = await look(without(request, tasks))
          tasks.push(...found.tasks)
          keysLeft = found.keysLeft
        }
      } catch (error) {
        if (tasks.length === 0) throw error
        // What the looks before had got is ours; the next claim meets the fault again if it lasts.
      }
      deep = tasks.length >= request.limit
      return tasks
    },
  }
}

function markPlace(marks: Map<string, Map<number, Place>>, task: ClaimedTask): void {
  const { task_type, priority, due, id, limit_key } = task
  if (limit_key !== null) return
  const ofType = marks.get(task_type) ?? new Map<number, Place>()
  ofType.set(priority, { due, id })
  marks.set(task_type, ofType)
}

/** What is left to ask for once these tasks have been had. */
function without(request: Request, tasks: readonly ClaimedTask[]): Request {
  const hadOf = Map.groupBy(tasks, (task) => task.task_type)
  const types = request.types.map((type) => ({
    ...type,
    room: type.room - (hadOf.get(type.name)?.length ?? 0),
  }))
  const resources = { ...request.resources }
  for (const { name, resource } of request.types) {
    const left = resources[resource]
    if (left !== undefined) resources[resource] = left - (hadOf.get(name)?.length ?? 0)
  }
  return { ...request, limit: request.limit - tasks.length, types, resources, ended: [] }
}
