import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))
const RUNS = '"msg":"gramd runs"'
/** The last lines of a process, for people who read why a test failed. */
const TAIL_LINES = 40

/** gramd as shipped, in its own process. */
export type Daemon = {
  /** Resolves when it works; rejects with its last lines if it ended before. */
  running: Promise<void>
  /** Kills it with SIGKILL and waits for its end. */
  kill(): Promise<void>
  /** Sends SIGTERM; returns the exit code. */
  stop(): Promise<number | null>
  tail(): string
  /** The most memory that the process ever had, in MB (Linux). */
  peakMb(): Promise<number>
}

/** Starts it, or another script that runs it. */
export function startDaemon(
  env: Record<string, string>,
  script: readonly string[] = [MAIN, 'start'],
): Daemon {
  const child = spawn(process.execPath, script, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const ended = once(child, 'close')
  const running = new Promise<void>((resolve, reject) => {
    const keep = (line: string): void => {
      lines.push(line)
      if (lines.length > TAIL_LINES) lines.shift()
      if (line.includes(RUNS)) resolve()
    }
    createInterface({ input: child.stdout }).on('line', keep)
    createInterface({ input: child.stderr }).on('line', keep)
    void ended.then(() => reject(new Error(`gramd ended:\n${lines.join('\n')}`)))
  })
  // A waiting caller gets the rejection; without one, an early kill is no unhandled rejection.
  running.catch(() => undefined)
  return {
    running,
    tail: () => lines.join('\n'),
    peakMb: async () => await peakMbOf(child.pid),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      child.kill('SIGTERM')
      const [code] = await ended
      return typeof code === 'number' ? code : null
    },
  }
}

/** The most memory that a process ever had, in MB (Linux). */
export async function peakMbOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8')
  return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024)
}
