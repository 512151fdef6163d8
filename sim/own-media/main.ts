// Own posts through days of the stand-in's clock: `npm run own-media [-- --help]`.
import { createSharedDatabase } from '../run/database.ts'
import { count, flag, readRunOptions, speed } from '../run/options.ts'
import { followAccounts } from './scenario.ts'

const options = readRunOptions({
  name: 'npm run own-media',
  summary: 'follows connected accounts of the stand-in, and compares what is stored with the truth',
  options: {
    accounts: count.optional().describe('connected accounts (default 200, or 6 with --quick)'),
    posts: count
      .optional()
      .describe('posts of each at the start (default 500, or 40 with --quick)'),
    days: count.optional().describe('days of world time (default 30, or 1 with --quick)'),
    'list-minutes': count
      .optional()
      .describe('world minutes between two looks for new posts (default 30)'),
    'sync-minutes': count
      .optional()
      .describe('world minutes between two syncs of a new post (default 45)'),
    speed: speed.optional().describe('world time by real time (default 600)'),
    minutes: count.default(90).describe('real minutes after which the run ends'),
    quick: flag('a few accounts for a day: some minutes'),
    json: flag('print the report as JSON'),
  },
})
const { quick, json } = options
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stopped.abort(new Error('interrupted')))

const database = await createSharedDatabase('.gramd/own-media')
try {
  const report = await followAccounts(database.url, {
    accounts: options.accounts ?? (quick ? 6 : 200),
    posts: options.posts ?? (quick ? 40 : 500),
    days: options.days ?? (quick ? 1 : 30),
    speed: options.speed ?? 600,
    settings: {
      ...(options['list-minutes'] && {
        GRAMD_OWN_MEDIA_LIST_MINUTES: String(options['list-minutes']),
      }),
      ...(options['sync-minutes'] && {
        GRAMD_OWN_MEDIA_SYNC_MINUTES: String(options['sync-minutes']),
      }),
    },
    limitMs: options.minutes * 60_000,
    signal: stopped.signal,
    progress: (line) => void process.stderr.write(`${line}\n`),
  })
  const broken = Object.values(report.violations).reduce((sum, each) => sum + each, 0)
  if (json) console.log(JSON.stringify(report))
  else
    console.table(
      Object.entries(report).map(([name, value]) => ({ name, value: JSON.stringify(value) })),
    )
  const isWell = broken + report.lateSyncs + report.wrong + report.failedTasks === 0
  if (!json) console.log(isWell ? 'All is as it should be.' : 'Something is not as it should be.')
  process.exitCode = isWell ? 0 : 1
} finally {
  await database.stop()
}
