import type { Tx } from '../../../src/db/handles.ts'
import type { Enqueued } from '../../../src/queue/enqueue.ts'
import { operation, type Operation } from '../operation.ts'
import { isOpen, violated, type ModelTask, type State } from '../state.ts'
import { KEYED, limitKeyOf, typeNamed } from '../task-types.ts'

export type EnqueueChoice = {
  type: string
  keys: readonly (string | null)[]
  priority: number | null
  /** From now, world time; negative for a time that has passed. */
  dueInMs: number | null
  /** In a transaction of the caller's: one that commits, or one that rolls back. */
  transaction: 'none' | 'commit' | 'rollback'
}

class Rollback extends Error {}

export function enqueue(choice: EnqueueChoice, now: number): Operation<readonly Enqueued[]> {
  const { keys, transaction } = choice
  const type = typeNamed(choice.type)
  const payloads = keys.map((key) => ({ key }))
  const dueAt = choice.dueInMs === null ? null : now + choice.dueInMs
  const options = {
    ...(choice.priority === null ? {} : { priority: choice.priority }),
    ...(dueAt === null ? {} : { dueAt: new Date(dueAt) }),
  }
  return operation({
    label: `enqueue(${JSON.stringify(choice)})`,
    async run({ db, queue }) {
      if (transaction === 'none') {
        return payloads.length === 1
          ? [await queue.enqueue(db, type, payloads[0], options)]
          : await queue.enqueueMany(db, type, payloads, options)
      }
      let answer: readonly Enqueued[] = []
      const work = async (tx: Tx): Promise<void> => {
        answer = await queue.enqueueMany(tx, type, payloads, options)
        if (transaction === 'rollback') throw new Rollback()
      }
      await db
        .transaction()
        .execute(work)
        .catch((error: unknown) => {
          if (!(error instanceof Rollback)) throw error
        })
      return answer
    },
    step(state, answer) {
      if (transaction === 'rollback') return state
      return accept(state, choice, dueAt, answer)
    },
  })
}

function accept(
  state: State,
  { type: name, keys, priority }: EnqueueChoice,
  dueAt: number | null,
  answer: readonly Enqueued[],
): State {
  const type = typeNamed(name)
  const tasks = new Map(state.tasks)
  const openByKey = new Map<string, number>()
  const isDeduped = name !== KEYED
  const asked = priority ?? type.priority
  for (const task of tasks.values())
    if (task.type === name && task.key !== null && isOpen(task)) openByKey.set(task.key, task.id)
  const highest = Math.max(0, ...tasks.keys())
  let last = highest
  violated(answer.length !== keys.length, () => 'not every payload was answered')
  for (const [index, { id, created }] of answer.entries()) {
    const given = keys[index] ?? null
    const key = isDeduped ? given : null
    const twin = key === null ? undefined : openByKey.get(key)
    violated(created !== (twin === undefined), () => `payload ${index} was created: ${created}`)
    if (twin !== undefined) {
      violated(id !== twin, () => `task ${id} answered for key ${key}, which task ${twin} has`)
      const open = tasks.get(twin)
      if (open?.status === 'pending')
        tasks.set(twin, { ...open, priority: Math.min(open.priority, asked) })
      continue
    }
    violated(tasks.has(id), () => `id ${id} was given before`)
    violated(id <= highest, () => `id ${id} is lower than one that was given before`)
    violated(key === null && id < last, () => `ids are not in the order of the call`)
    if (key === null) last = id
    else openByKey.set(key, id)
    tasks.set(
      id,
      newTask(
        id,
        {
          type: name,
          priority: asked,
          key,
          limitKey: limitKeyOf(name, given),
        },
        state.now,
        dueAt,
      ),
    )
  }
  return { ...state, tasks }
}

const newTask = (
  id: number,
  { type, priority, key, limitKey }: Pick<ModelTask, 'type' | 'priority' | 'key' | 'limitKey'>,
  now: number,
  dueAt: number | null,
): ModelTask => ({
  id,
  type,
  status: 'pending',
  priority,
  key,
  limitKey,
  attempts: 0,
  maxAttempts: typeNamed(type).attempts,
  lostLeases: 0,
  createdAt: now,
  retryAt: dueAt,
  completedAt: null,
  errorCode: null,
  checkpoint: null,
  result: null,
  owner: null,
  lease: null,
  leaseEnded: false,
  batch: null,
  effects: 0,
  notes: 0,
  departures: 0,
})
