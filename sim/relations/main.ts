// Relation checks against the truth: `npm run relations [-- --help]`.
import { ACCOUNT_FAULT_KINDS, ACCOUNT_FAULTS } from '../instagram/faults.ts'
import type { World } from '../instagram/world/world.ts'
import { startCrashableDatabase, type CrashableDatabase } from '../run/database.ts'
import { FAULT_RATES } from '../run/fault-rates.ts'
import { count, flag, wholeNumber } from '../run/options.ts'
import { runProgram } from '../run/program.ts'
import { worldOf } from '../run/world.ts'
import { planCases } from './cases.ts'
import { planCrashes } from './crashes.ts'
import { describeReport, readReport } from './report.ts'
import { runCases } from './scenario.ts'

/** A short run sends few requests, so more of them fail, but no more freeze an account. */
const QUICK_INTENSITY = 4

let database: CrashableDatabase | undefined

await runProgram({
  name: 'relations',
  summary: 'checks who follows whom on long lists under faults, and compares with the truth',
  options: {
    size: count
      .optional()
      .describe('members of the longest list (default 1000000, or 1663 with --quick)'),
    crashes: wholeNumber
      .min(0, 'expected a number from 0')
      .optional()
      .describe('kills of gramd and crashes of the database (default 6, or 2 with --quick)'),
    quick: flag('short lists'),
    calm: flag('without faults'),
  },
  minutes: 15,
  port: 0,
  setUp: ({ accounts }) => ({
    spareProxies: Math.ceil(accounts / 10),
    settings: {
      GRAMD_REPLACE_DEAD_PROXIES: 'all',
      // Real time: a request that hangs must not cost hours of world time.
      GRAMD_REQUEST_TIMEOUT_SECONDS: '5',
    },
    createDatabase: async (folder) => (database = await startCrashableDatabase(folder)),
  }),
  async run({ gramd, options, worldAt, startedAt, signal }) {
    const { seed, quick, calm } = options
    const plans = planCases({ seed, size: options.size ?? (quick ? 1_663 : 1_000_000) })
    const end = await runCases(gramd, plans, {
      seed,
      usernames: publicCreators(worldOf({ seed, worldAt }), plans.length),
      crashes: calm ? [] : planCrashes(seed, options.crashes ?? (quick ? 2 : 6)),
      faultRates: calm ? null : { seed, ...accountFaults(quick ? QUICK_INTENSITY : 1) },
      async crash({ kind }) {
        process.stderr.write(`\n${kind}\n`)
        if (kind === 'crash_database') return await database?.crash()
        await gramd.killDaemon()
        await gramd.startDaemon()
      },
      signal,
    })
    return await readReport(gramd, end, startedAt)
  },
  describe: describeReport,
})

function publicCreators({ creatorAt }: World, wanted: number): string[] {
  const usernames: string[] = []
  for (let index = 0; usernames.length < wanted; index++) {
    const { username, isPrivate, isDeleted } = creatorAt(index)
    if (!isPrivate && !isDeleted) usernames.push(username)
  }
  return usernames
}

/** Faults of accounts, logins and proxies; the cases plan those of lists and creators. */
function accountFaults(intensity: number): object {
  const perThousand = ACCOUNT_FAULT_KINDS.map((kind) => {
    const isFreeze = ACCOUNT_FAULTS[kind].consequence === 'freeze'
    return [kind, FAULT_RATES.perThousand[kind] * (isFreeze ? 1 : intensity)]
  })
  return { ...FAULT_RATES, perThousand: Object.fromEntries(perThousand), poisonedTargets: 0 }
}
