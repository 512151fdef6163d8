// Many accounts under random faults: `npm run storm [-- --help]`.
import { count } from '../run/options.ts'
import { runProgram } from '../run/program.ts'
import { describeReport, readReport } from './report.ts'
import { runStorm } from './scenario.ts'

await runProgram({
  name: 'storm',
  summary: 'many accounts scrape many profiles while proxies, sessions and accounts fail',
  options: { profiles: count.default(3_000).describe('profiles to scrape') },
  minutes: 40,
  port: 8002,
  setUp: ({ accounts }) => ({
    spareProxies: Math.ceil(accounts / 10),
    settings: {
      GRAMD_REPLACE_DEAD_PROXIES: 'all',
      // Real time: a request that hangs must not cost hours of world time.
      GRAMD_REQUEST_TIMEOUT_SECONDS: '2',
    },
  }),
  async run({ gramd, options, signal, startedAt }) {
    const hasEnded = await runStorm(gramd, { ...options, signal })
    return await readReport(gramd, { profiles: options.profiles, hasEnded, startedAt })
  },
  describe: describeReport,
})
