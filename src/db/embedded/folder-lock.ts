import { open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { codeOf } from '../../base/errors.ts'
import { UnavailableError } from '../../base/startup-error.ts'

const LONGEST_MS = 60_000

/**
 * Waits until no other process initialises, launches or stops the server of this folder; takes over
 * the lock of a dead process. Returns a function that releases it. Throws after a minute.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'starting.lock')
  const deadline = Date.now() + LONGEST_MS
  for (;;) {
    try {
      const file = await open(path, 'wx')
      await file.writeFile(`${process.pid} ${performance.timeOrigin}`)
      await file.close()
      return () => rm(path, { force: true })
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
      if (await isAbandoned(path)) await rm(path, { force: true })
      if (Date.now() > deadline)
        throw new UnavailableError(
          `another gramd starts in this folder, or has ended there badly: remove ${path} if none runs`,
          { cause: error },
        )
      await delay(50)
    }
  }
}

/** Whether the lock belongs to a dead process, or to our own id, as after a container restart. */
async function isAbandoned(path: string): Promise<boolean> {
  const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now())
  if (age > 2 * LONGEST_MS) return true
  const [pid = 0, startedAt] = (await readFile(path, 'utf8').catch(() => '')).split(' ').map(Number)
  if (pid === process.pid) return startedAt !== performance.timeOrigin
  return pid > 0 && !isAlive(pid)
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
