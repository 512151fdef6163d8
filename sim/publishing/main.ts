// Posts on many accounts, in their languages, through days of the stand-ins' clock: `npm run
// publishing [-- --help]`.
import { count, flag, readRunOptions, speed } from '../run/options.ts'
import { stopSignal } from '../run/signals.ts'
import { publishMuch } from './scenario.ts'

const options = readRunOptions({
  name: 'npm run publishing',
  summary:
    'publishes one post on 24 accounts with one click and others in a week, on the stand-ins, ' +
    'and compares with their feeds',
  options: {
    accounts: count
      .optional()
      .describe('accounts, a fifth of them connected (default 60, or 12 with --quick)'),
    groups: count.default(6).describe('groups that they are in'),
    posts: count.optional().describe('further posts (default 20, or 4 with --quick)'),
    days: count.optional().describe('world days of them (default 7, or 1 with --quick)'),
    speed: speed.default(60).describe('world time by real time while something is done'),
    minutes: count.default(40).describe('real minutes after which the run ends'),
    quick: flag('a few accounts for a day: a minute'),
    json: flag('print the report as JSON'),
  },
})
const { quick, json } = options
const report = await publishMuch({
  accounts: options.accounts ?? (quick ? 12 : 60),
  groups: options.groups,
  posts: options.posts ?? (quick ? 4 : 20),
  days: options.days ?? (quick ? 1 : 7),
  speed: options.speed,
  signal: AbortSignal.any([stopSignal(), AbortSignal.timeout(options.minutes * 60_000)]),
  progress: (line) => void process.stderr.write(`${line}\n`),
})
if (json) console.log(JSON.stringify(report))
else {
  console.table(
    Object.entries(report).map(([name, value]) => ({ name, value: JSON.stringify(value) })),
  )
  for (const failure of report.failures) console.log(`FAILED: ${failure}`)
}
process.exitCode = report.failures.length === 0 ? 0 : 1
