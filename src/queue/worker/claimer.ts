import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../db/handles.ts'
import {
  claim,
  claimKeyed,
  firstDue,
  type ClaimedTask,
  type ClaimedType,
  type ClaimRequest,
  type Head,
  type Place,
} from '../claim.ts'

/**
 * Claims for one worker. Between claims it remembers its place in the queue, which keeps the fourth
 * drain beside an old snapshot as fast as the first (bench:queue, "old snapshot").
 */
export type Claimer = {
  /** Returns tasks to start, in order, including those claimed before a statement failed. */
  claim(request: ClaimRequest): Promise<ClaimedTask[]>
}

export type ClaimerOptions = {
  db: Db
  clock: Clock
  /** World time after which a task is overdue. */
  overdueMs: number
}

/** Real time between claims from the beginning: tasks return, and transactions commit late. */
const FULL_LOOK_MS = 1_000
/** Every nth claim begins with the longest overdue task, whatever its priority. */
const OVERDUE_EVERY = 5

type KeyedType = ClaimedType & { keyLimit: number }
const isKeyed = (type: ClaimedType): type is KeyedType => type.keyLimit !== undefined

/**
 * While claims come back full, each begins where the last one ended: the index entries of claimed
 * tasks stay at the head of the queue while an old snapshot may see them, and would be stepped over
 * every time.
 */
export function createClaimer({ db, clock, overdueMs }: ClaimerOptions): Claimer {
  let marks = new Map<string, Map<number, Place>>()
  let wasFull = false
  let fullLookAt = -Infinity
  let claims = 0
  let overdueAt = clock.now().getTime()

  const claimPlain = async (left: Left): Promise<void> => {
    const fromMarks = wasFull && performance.now() - fullLookAt < FULL_LOOK_MS
    if (fromMarks) {
      left.take(await claim(db, { ...left.request(), after: marks }))
      if (left.limit === 0) return
    }
    marks = new Map()
    fullLookAt = performance.now()
    left.take(await claim(db, left.request()))
  }
  const claimOverdue = async (left: Left): Promise<void> => {
    const now = clock.now().getTime()
    claims += 1
    if (claims % OVERDUE_EVERY !== 0 && now - overdueAt < overdueMs) return
    overdueAt = now
    left.take(await claim(db, { ...left.request(), limit: 1, overdueMs }))
    for (const type of left.types.filter(isKeyed)) {
      const request = { ...left.request(), limit: Math.min(1, left.limit), type: left.narrow(type) }
      left.take(await claimKeyed(db, { ...request, overdueMs }))
    }
  }
  const claimKeys = async (left: Left, type: KeyedType, bound?: Head): Promise<void> => {
    if (left.limit === 0) return
    left.take(await claimKeyed(db, { ...left.request(), type: left.narrow(type), bound }))
  }
  const claimInOrder = async (left: Left): Promise<void> => {
    const roomy = left.types.filter((type) => left.narrow(type).room > 0)
    const keyed = roomy.filter(isKeyed)
    if (keyed.length === 0) return await claimPlain(left)
    const plain = roomy.filter((type) => !isKeyed(type)).map(({ name }) => name)
    const head = await firstDue(db, plain)
    for (const type of keyed) await claimKeys(left, type, head)
    await claimPlain(left)
    if (head) for (const type of keyed) await claimKeys(left, type)
  }

  return {
    async claim(request) {
      const left = leftOf(request)
      try {
        await claimOverdue(left)
        await claimInOrder(left)
      } catch (error) {
        if (left.tasks.length === 0) throw error
        // These tasks are claimed; the next claim reports the fault if it lasts.
      }
      for (const task of left.tasks) markPlace(marks, task)
      wasFull = left.limit === 0
      return left.tasks
    },
  }
}

/** The rest of a request after some tasks were claimed. */
type Left = {
  readonly tasks: ClaimedTask[]
  readonly types: readonly ClaimedType[]
  readonly limit: number
  request(): ClaimRequest
  /** The type with its remaining room. */
  narrow<Type extends ClaimedType>(type: Type): Type
  take(tasks: readonly ClaimedTask[]): void
}

function leftOf(request: ClaimRequest): Left {
  const tasks: ClaimedTask[] = []
  const takenOf = new Map<string, number>()
  const roomOf = ({ name, room, resource }: ClaimedType): number => {
    const used = request.types
      .filter((type) => type.resource === resource)
      .reduce((sum, type) => sum + (takenOf.get(type.name) ?? 0), 0)
    const resourceRoom = request.resources[resource] ?? request.limit
    return Math.max(0, Math.min(room - (takenOf.get(name) ?? 0), resourceRoom - used))
  }
  const narrow = <Type extends ClaimedType>(type: Type): Type => ({ ...type, room: roomOf(type) })
  return {
    tasks,
    types: request.types,
    get limit() {
      return request.limit - tasks.length
    },
    request() {
      const resources = { ...request.resources }
      for (const type of request.types) {
        const room = resources[type.resource]
        if (room !== undefined) resources[type.resource] = room - (takenOf.get(type.name) ?? 0)
      }
      const types = request.types.map(narrow)
      return { ...request, limit: request.limit - tasks.length, types, resources }
    },
    narrow,
    take(more) {
      tasks.push(...more)
      for (const { task_type: name } of more) takenOf.set(name, (takenOf.get(name) ?? 0) + 1)
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
