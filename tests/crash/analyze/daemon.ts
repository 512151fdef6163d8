import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))
const RUNS = '"msg":"gramd runs"'
/** The end of what a process said, for people who read why a test failed. */
const TAIL_LINES = 40

/** A gramd as it is shipped, in a process of its own. */
export type Daemon = {
  /** Resolves when it works; rejects with what it said when it ended before. */
  running: Promise<void>
  /** Ends it without warning, and waits until it is gone. */
  kill(): Promise<void>
  /** Asks it to end; returns its exit code. */
  stop(): Promise<number | null>
  /** Its last lines. */
  tail(): string
}

export function startDaemon(env: Record<string, string>): Daemon {
  const child = spawn(process.execPath, [MAIN, 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
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
  // Whoever waits for it is told; a process that is killed before it runs disappoints nobody else.
  running.catch(() => undefined)
  return {
    running,
    tail: () => lines.join('\n'),
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
