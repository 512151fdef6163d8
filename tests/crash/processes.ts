import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export type CrashProcess = {
  child: ChildProcess
  /** Resolves with the exit code after the end of process and output; null after a kill. */
  ended: Promise<number | null>
}

/** Starts a script of this folder; `onLine` gets its output, standard error is inherited. */
export function startProcess(
  script: string,
  args: readonly string[],
  onLine: (line: string) => void,
): CrashProcess {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface({ input: child.stdout }).on('line', onLine)
  const ended = once(child, 'close').then(([code]) => z.int().nullable().parse(code))
  return { child, ended }
}

const LogLine = z.object({ msg: z.string() })

/** The line of a worker that has started to claim. */
export const RUNS = 'worker runs'
const AGAIN_MS = 250

/** Successive worker processes of one name. */
export type Worker = {
  /** Kills the process with SIGKILL and starts the next one. */
  kill(): Promise<void>
  /** Pauses and resumes the process. A process that was killed meanwhile stays dead. */
  stall(until: Promise<unknown>): Promise<void>
  /** Sends SIGTERM; returns the exit code. */
  stop(): Promise<number | null>
}

export type WorkerOptions = {
  /**
   * Each process is the successor of the last; otherwise its tasks wait for their leases to expire.
   */
  named: boolean
  onMessage: (message: string) => void
  /** A process ended by itself after it had started to work. */
  onDeath: () => void
}

/** A process that could not start, as without a server, is started again. */
export function startWorker(url: string, name: string, options: WorkerOptions): Worker {
  let started = 0
  let ending = false
  let current = start()

  function start(): CrashProcess {
    const owner = options.named ? name : `${name}-${started}`
    started += 1
    let runs = false
    const begun = startProcess('worker.ts', [url, owner, options.named ? 'named' : ''], (line) => {
      const message = messageOf(line)
      runs ||= message === RUNS
      options.onMessage(message)
    })
    void watch(begun, () => runs)
    return begun
  }

  async function watch(begun: CrashProcess, runs: () => boolean): Promise<void> {
    const code = await begun.ended
    if (code === null || ending) return
    if (runs()) options.onDeath()
    await delay(AGAIN_MS)
    if (current === begun && !ending) current = start()
  }

  return {
    async kill() {
      const killed = current
      killed.child.kill('SIGKILL')
      await killed.ended
      if (current === killed) current = start()
    },
    async stall(until) {
      const { child } = current
      child.kill('SIGSTOP')
      await until
      child.kill('SIGCONT')
    },
    async stop() {
      ending = true
      current.child.kill('SIGTERM')
      return await current.ended
    },
  }
}

/** A kill may cut the last line. */
function messageOf(line: string): string {
  try {
    return LogLine.parse(JSON.parse(line)).msg
  } catch {
    return ''
  }
}
