import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { peakMbOf } from '../crash/analyze/daemon.ts'
import { KEY } from './shipped-key.ts'
import { createTestDatabase, dropTestDatabase } from '../fixtures/test.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const BEARER = { authorization: `Bearer ${KEY}` }

/** gramd as shipped, its API alone, on a loopback port and a database of its own. */
export type Shipped = {
  port: number
  url: string
  databaseUrl: string
  /** Memory of the process (MB) and the longest delay of its event loop (ms) since the last look. */
  vitals(): Promise<Vitals>
  /** The processor time that the process has taken so far, in ms. */
  cpuMs(): Promise<number>
  /** The most memory that the process ever had, in MB (Linux). */
  peakMb(): Promise<number>
  isAlive(): boolean
  stop(): Promise<void>
}
export type Vitals = { rssMb: number; loopDelayMs: number }

const Listening = z.looseObject({ msg: z.literal('API listens'), port: z.int() })

export async function startShipped(
  fill: (databaseUrl: string) => Promise<void>,
  settings: Record<string, string> = {},
): Promise<Shipped> {
  const databaseUrl = await createTestDatabase()
  await fill(databaseUrl)
  const child = spawn(process.execPath, [MAIN, 'start'], {
    env: {
      DATABASE_URL: databaseUrl,
      SCRAPER_API_KEY: KEY,
      GRAMD_PORT: '0',
      GRAMD_DRAIN_SECONDS: '0',
      GRAMD_ROLES: 'api',
      // As the image and the unit of systemd have it.
      MALLOC_MMAP_THRESHOLD_: '65536',
      GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const port = await new Promise<number>((resolve, reject) => {
    let rest = ''
    child.once('close', () => reject(new Error('gramd did not start')))
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const found = Listening.safeParse(JSON.parse(line))
        if (found.success) resolve(found.data.port)
        else if (/"level":"(error|fatal)"/.test(line)) console.error(line.slice(0, 2_000))
      }
    })
  })
  const url = `http://127.0.0.1:${port}`
  let loopDelayMs = 0
  return {
    port,
    url,
    databaseUrl,
    async vitals() {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(child.pid)])
      const answer = await fetch(`${url}/metrics`, { headers: BEARER })
      // While gramd is too busy for its metrics, the last delay stands.
      if (answer.ok)
        loopDelayMs = metric(await answer.text(), 'nodejs_eventloop_lag_max_seconds') * 1_000
      return { rssMb: Math.round(Number(stdout) / 1024), loopDelayMs: Math.round(loopDelayMs) }
    },
    async cpuMs() {
      const text = await (await fetch(`${url}/metrics`, { headers: BEARER })).text()
      return metric(text, 'process_cpu_seconds_total') * 1_000
    },
    peakMb: async () => await peakMbOf(child.pid),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      child.kill('SIGKILL')
      await ended
      await dropTestDatabase(databaseUrl)
    },
  }
}

const metric = (text: string, name: string): number =>
  Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
