import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type StartedProcess = {
  /** Lines of standard output. */
  lines: AsyncIterable<string>
  readonly ended: boolean
  readonly pid: number | undefined
  /** Sends the signal and waits for the end; kills a process that still runs after `timeoutMs`. */
  stop(signal: NodeJS.Signals, timeoutMs?: number): Promise<void>
}

/**
 * Runs a TypeScript file of the project in a process of its own; its standard error goes to
 * `logPath`. Ctrl-C on the terminal does not reach it, so that its parent stops it in order. If the
 * parent dies, the child sees its channel close.
 */
export function startProcess(options: {
  file: string
  /** The folder of another copy of the project; this one by default. */
  tree?: string | undefined
  args?: readonly string[]
  env?: Record<string, string | undefined>
  /** Standard output goes here too, instead of to `lines`. */
  logPath: string
  readLines: boolean
}): StartedProcess {
  const child = spawn(process.execPath, [pathOf(options), ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: options.env ?? {},
    detached: true,
  })
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error(`${options.file} has no output to read`)
  const log = createWriteStream(options.logPath, { flags: 'a' })
  stderr.pipe(log)
  if (!options.readLines) stdout.pipe(log, { end: false })
  return {
    lines: createInterface({ input: stdout }),
    get ended() {
      return hasEnded(child)
    },
    pid: child.pid,
    async stop(signal, timeoutMs = 30_000) {
      if (hasEnded(child)) return
      const ended = once(child, 'exit')
      child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
      await ended
      clearTimeout(timer)
    },
  }
}

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null

const pathOf = ({ file, tree }: { file: string; tree?: string | undefined }): string =>
  tree === undefined ? fileURLToPath(new URL(`../../${file}`, import.meta.url)) : join(tree, file)
