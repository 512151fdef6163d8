import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const Stand = z.object({ baseUrl: z.string(), apiKey: z.string() })
const Report = z.object({
  rows: z.object({ answered: z.number(), good: z.number() }),
  tokens: z.object({ input: z.number(), output: z.number() }),
  batches: z.object({ by_status: z.record(z.string(), z.number()) }),
  files: z.object({ undeleted: z.array(z.unknown()) }),
  violations: z.record(z.string(), z.number()),
})

export type StandIn = z.output<typeof Stand> & {
  pid: number
  /** Ends every batch, and returns the counts so far. */
  answer(): Promise<z.output<typeof Report>>
  report(): Promise<z.output<typeof Report>>
  stop(): Promise<void>
}

/** The memory of the stand-in, which stores whole input files and their parsed rows. */
const STAND_IN_MEGABYTES = 8_192

export async function startStandIn(): Promise<StandIn> {
  const child = fork(fileURLToPath(new URL('stand-in.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${STAND_IN_MEGABYTES}`],
  })
  const ask = async (message?: string): Promise<unknown> => {
    const answered = once(child, 'message')
    const ended = once(child, 'exit').then(() => {
      throw new Error('the stand-in has ended')
    })
    if (message !== undefined) child.send(message)
    const [answer]: unknown[] = await Promise.race([answered, ended])
    return answer
  }
  const stand = Stand.parse(await ask())
  return {
    ...stand,
    pid: pidOf(child),
    answer: async () => Report.parse(await ask('answer')),
    report: async () => Report.parse(await ask('report')),
    stop: async () => await end(child),
  }
}

export type Daemon = {
  pid: number
  /** Where the API listens. */
  url: string
  /** Counts of warnings and errors by message. */
  complaints: ReadonlyMap<string, number>
  stop(): Promise<void>
}

const LogLine = z.object({ level: z.string(), msg: z.string(), port: z.number().optional() })

/** `gramd start` with these settings and no other environment. */
export async function startDaemon(
  settings: Readonly<Record<string, string>>,
  logPath: string,
): Promise<Daemon> {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, 'start'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: settings,
  })
  const log = createWriteStream(logPath)
  const complaints = new Map<string, number>()
  const listening = Promise.withResolvers<number>()
  createInterface({ input: child.stdout }).on('line', (text) => {
    log.write(`${text}\n`)
    const { level, msg, port } = LogLine.parse(JSON.parse(text))
    if (level !== 'info') complaints.set(msg, (complaints.get(msg) ?? 0) + 1)
    if (msg === 'API listens' && port !== undefined) listening.resolve(port)
  })
  child.once('exit', () => listening.reject(new Error(`gramd ended; its log is ${logPath}`)))
  const port = await listening.promise
  return {
    pid: pidOf(child),
    url: `http://127.0.0.1:${port}`,
    complaints,
    stop: async () => await end(child),
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('a process has not started')
  return pid
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
