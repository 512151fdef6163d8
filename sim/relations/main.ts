// Relation checks against the truth: `npm run relations [-- --quick --size=1000000 --accounts=50 --speed=400 --minutes=15 --calm --json]`.
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startDemoWorld, type DemoWorld } from '../demo/world.ts'
import { ACCOUNT_FAULT_KINDS, ACCOUNT_FAULTS } from '../instagram/faults.ts'
import { createWorld } from '../instagram/world/world.ts'
import { flag, readRunOptions } from '../run-options.ts'
import { createControlClient } from '../storm/control-client.ts'
import { WEATHER } from '../storm/weather.ts'
import { planBlows, type Blow } from './blows.ts'
import { planCases } from './cases.ts'
import { describeReport } from './describe.ts'
import { startMortalDatabase, type MortalDatabase } from './mortal-database.ts'
import { readReport } from './report.ts'
import { runCases } from './scenario.ts'

const count = z.coerce
  .number('expected a number')
  .int('expected a whole number')
  .positive('expected a number above 0')
const options = readRunOptions({
  name: 'npm run relations',
  summary: 'checks who follows whom on long lists while things fail, and compares with the truth',
  options: {
    size: count
      .optional()
      .describe('members of the longest list (default 1000000, or 1663 with --quick)'),
    accounts: count.default(50).describe('accounts in the pool'),
    speed: z.coerce
      .number('expected a number')
      .positive('expected a number above 0')
      .default(400)
      .describe('how many times as fast as real time the world runs'),
    minutes: count.default(15).describe('real minutes after which it ends, done or not'),
    blows: z.coerce
      .number('expected a number')
      .int('expected a whole number')
      .min(0, 'expected a number from 0')
      .optional()
      .describe('kills and restarts on the way (default 6, or 2 with --quick)'),
    seed: z.string().default('relations').describe('what the world is made from'),
    quick: flag('short lists'),
    calm: flag('nothing fails'),
    json: flag('print the report as JSON'),
  },
})
const size = options.size ?? (options.quick ? 1_663 : 1_000_000)
const blows = options.calm ? [] : planBlows(options.seed, options.blows ?? (options.quick ? 2 : 6))

/** The stand-in's own. */
const WORLD_CREATORS = 1_000_000
const DAY_MS = 86_400_000
/** A short run meets few requests, so more of them go wrong; but a day in which a target is left alone is long for it. */
const QUICK_INTENSITY = 4

const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stopped.abort(new Error('stopped')))

const startedAt = performance.now()
const worldAt = new Date()
let database: MortalDatabase | undefined
const world = await startDemoWorld({
  folder: fileURLToPath(new URL('../../.gramd/relations', import.meta.url)),
  accounts: options.accounts,
  spareProxies: Math.ceil(options.accounts / 10),
  speed: options.speed,
  seed: options.seed,
  worldAt,
  port: 0,
  settings: {
    GRAMD_REPLACE_DEAD_PROXIES: 'true',
    // Real time, so that a request that hangs does not cost the world hours.
    GRAMD_REQUEST_TIMEOUT_SECONDS: '5',
  },
  createDatabase: async (folder) => (database = await startMortalDatabase(folder)),
})
try {
  process.stderr.write(`gramd listens on ${world.url}; its log is ${world.logFile}\n`)
  const plans = planCases({ seed: options.seed, size })
  const control = createControlClient(world.stands.instagram.controlUrl)
  const end = await runCases(world, control, plans, {
    seed: options.seed,
    usernames: publicCreators(plans.length),
    blows,
    weather: options.calm ? null : weather(),
    strike: async (blow) => await strike(blow, world),
    signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(options.minutes * 60_000)]),
  })
  const report = await readReport(world, control, { ...end, startedAt })
  console.log(options.json ? JSON.stringify(report) : describeReport(report))
  process.exitCode = report.failures.length === 0 ? 0 : 1
} finally {
  await world.stop()
}

function publicCreators(wanted: number): string[] {
  const epoch = Math.floor(worldAt.getTime() / DAY_MS) * DAY_MS
  const { creatorAt } = createWorld({
    seed: options.seed,
    creators: WORLD_CREATORS,
    epoch,
    shapes: true,
  })
  const usernames: string[] = []
  for (let index = 0; usernames.length < wanted; index++) {
    const { username, isPrivate, isDeleted } = creatorAt(index)
    if (!isPrivate && !isDeleted) usernames.push(username)
  }
  return usernames
}

/** Every fault of accounts, logins and proxies; those of lists and creators are planned with the cases. */
function weather(): object {
  const intensity = options.quick ? QUICK_INTENSITY : 1
  const stronger = ACCOUNT_FAULT_KINDS.map((kind) => {
    const isFreeze = ACCOUNT_FAULTS[kind].consequence === 'freeze'
    return [kind, WEATHER.perThousand[kind] * (isFreeze ? 1 : intensity)]
  })
  return {
    ...WEATHER,
    seed: options.seed,
    perThousand: Object.fromEntries(stronger),
    poisonedTargets: 0,
  }
}

async function strike(blow: Blow, { killDaemon, startDaemon }: DemoWorld): Promise<void> {
  process.stderr.write(`\n${blow.kind}\n`)
  if (blow.kind === 'crash_database') return await database?.crash()
  await killDaemon()
  await startDaemon()
}
