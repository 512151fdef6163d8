import type { ClaimedTask } from '../claim.ts'

/** How many tasks of each limit key this process may run at once, and how many it does. */
export type KeyLimits = {
  /** A task came into our hands, with what the claim granted. */
  hold(task: ClaimedTask): void
  mayStart(task: ClaimedTask): boolean
  started(task: ClaimedTask): void
  /** The handler of a task that was started has ended. */
  stopped(task: ClaimedTask): void
  /** A task is out of our hands. */
  drop(task: ClaimedTask): void
}

type Key = { grant: number; running: number; held: number }

export function createKeyLimits(): KeyLimits {
  const keys = new Map<string, Key>()
  const keyOf = ({ task_type, limit_key, key_grant }: ClaimedTask): string | undefined =>
    limit_key === null || key_grant === null ? undefined : `${task_type}\0${limit_key}`
  const change = (task: ClaimedTask, by: (key: Key) => void): void => {
    const name = keyOf(task)
    const key = name === undefined ? undefined : keys.get(name)
    if (key) by(key)
  }
  return {
    hold(task) {
      const name = keyOf(task)
      if (name === undefined) return
      const key = keys.get(name) ?? { grant: 0, running: 0, held: 0 }
      // The last claim knows best: another worker may have begun tasks of the key since, or ended them.
      key.grant = task.key_grant ?? 0
      key.held += 1
      keys.set(name, key)
    },
    mayStart(task) {
      const name = keyOf(task)
      const key = name === undefined ? undefined : keys.get(name)
      return key === undefined || key.running < key.grant
    },
    started: (task) => change(task, (key) => (key.running += 1)),
    stopped: (task) => change(task, (key) => (key.running -= 1)),
    drop(task) {
      const name = keyOf(task)
      const key = name === undefined ? undefined : keys.get(name)
      if (name === undefined || !key) return
      key.held -= 1
      if (key.held === 0) keys.delete(name)
    },
  }
}
