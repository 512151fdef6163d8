// Accounts in bad weather: `npm run storm [-- --profiles=10000 --accounts=50 --speed=400 --minutes=40 --json]`.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { startDemoWorld } from '../demo/world.ts'
import { describeReport } from './describe.ts'
import { readReport } from './report.ts'
import { runStorm } from './scenario.ts'

const count = z.coerce.number().int().positive()
const Options = z.object({
  profiles: count.default(10_000),
  accounts: count.default(50),
  speed: z.coerce.number().positive().default(400),
  minutes: count.default(40),
  seed: z.string().default('storm'),
  json: z.boolean().default(false),
})
const { values } = parseArgs({
  options: {
    profiles: { type: 'string' },
    accounts: { type: 'string' },
    speed: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  },
})
const options = Options.parse(values)
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stopped.abort(new Error('stopped')))

const startedAt = performance.now()
const world = await startDemoWorld({
  folder: fileURLToPath(new URL('../../.gramd/storm', import.meta.url)),
  accounts: options.accounts,
  spareProxies: Math.ceil(options.accounts / 10),
  speed: options.speed,
  seed: options.seed,
  worldAt: new Date(),
  port: 8002,
  settings: {
    GRAMD_REPLACE_DEAD_PROXIES: 'true',
    // Real time, so that a request that hangs does not cost the world hours.
    GRAMD_REQUEST_TIMEOUT_SECONDS: '2',
  },
})
try {
  process.stderr.write(`gramd listens on ${world.url}; its log is ${world.logFile}\n`)
  const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(options.minutes * 60_000)])
  const hasEnded = await runStorm(world, { ...options, signal })
  const report = await readReport(world, {
    profiles: options.profiles,
    hasEnded,
    minutes: (performance.now() - startedAt) / 60_000,
  })
  console.log(options.json ? JSON.stringify(report) : describeReport(report))
  process.exitCode = report.failures.length === 0 ? 0 : 1
} finally {
  await world.stop()
}
