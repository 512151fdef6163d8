// Accounts in bad weather: `npm run storm [-- --profiles=10000 --accounts=50 --speed=400 --minutes=40 --json]`.
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startDemoWorld } from '../demo/world.ts'
import { flag, readRunOptions } from '../run-options.ts'
import { describeReport } from './describe.ts'
import { readReport } from './report.ts'
import { runStorm } from './scenario.ts'

const count = z.coerce
  .number('expected a number')
  .int('expected a whole number')
  .positive('expected a number above 0')
const options = readRunOptions({
  name: 'npm run storm',
  summary: 'many accounts scrape many profiles while proxies, sessions and accounts fail',
  options: {
    profiles: count.default(10_000).describe('profiles to scrape'),
    accounts: count.default(50).describe('accounts in the pool'),
    speed: z.coerce
      .number('expected a number')
      .positive('expected a number above 0')
      .default(400)
      .describe('how many times as fast as real time the world runs'),
    minutes: count.default(40).describe('real minutes after which it ends, done or not'),
    seed: z.string().default('storm').describe('what the world is made from'),
    json: flag('print the report as JSON'),
  },
})
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
