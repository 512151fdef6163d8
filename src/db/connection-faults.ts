import type { Unready } from '../base/readiness.ts'
import type { InstanceLock } from './instance-lock.ts'
import type { Listener } from './listen.ts'

/** Real time (ms) within which a process takes its name back after a restart of the database. */
const LOCK_RETURN_MS = 10_000

/**
 * Reports notifications that have not arrived for longer than a poll interval; undefined while they
 * do.
 */
export function listenerFault(
  { downSince }: Pick<Listener, 'downSince'>,
  pollMs: number,
  now = performance.now(),
): Unready | undefined {
  if (downSince === undefined || now - downSince <= pollMs) return undefined
  const message =
    'notifications of the database have not arrived for ' +
    `${Math.floor((now - downSince) / 1_000)} s: its connection does not come back, and new ` +
    'tasks are found by polling only'
  return { code: 'listener_down', message }
}

/**
 * Reports that the process lacks its name, and therefore works on no tasks; undefined while it has
 * it.
 */
export function instanceFault(
  { state, lostSince }: Pick<InstanceLock, 'state' | 'lostSince'>,
  name: string,
  now = performance.now(),
): Unready | undefined {
  if (state === 'taken') {
    const message =
      `another process runs as GRAMD_INSTANCE=${name}, so this one works on no tasks: give each ` +
      'replica a name of its own, and restart this one'
    return { code: 'instance_taken', message }
  }
  if (lostSince === undefined || now - lostSince <= LOCK_RETURN_MS) return undefined
  const message =
    `the database connection that reserves GRAMD_INSTANCE=${name} does not come back, so this ` +
    'process works on no tasks'
  return { code: 'instance_lost', message }
}
