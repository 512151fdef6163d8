// What stores take of time, requests and memory: `npm run shops [-- --help]`.
import { count, flag, readRunOptions, speed } from '../run/options.ts'
import { stopSignal } from '../run/signals.ts'
import { followStores } from './follow-stores.ts'
import { scanLarge, scanOften } from './scan-stores.ts'

const options = readRunOptions({
  name: 'npm run shops',
  summary: 'follows and scans stores on the stand-ins, and measures time, requests and memory',
  options: {
    stores: count.optional().describe('stores that are followed (default 500, or 40 with --quick)'),
    hours: speed.optional().describe('world hours of it (default 2, or 0.5 with --quick)'),
    'posts-per-hour': speed.default(1).describe('of each followed store'),
    posts: count
      .optional()
      .describe('posts of the large store (default 5000, or 300 with --quick)'),
    scans: count.optional().describe('scans of 100 posts (default 20, or 3 with --quick)'),
    speed: speed.default(10).describe('world time by real time, while the machine keeps up'),
    minutes: count.default(90).describe('real minutes after which the run ends'),
    quick: flag('a little of each: some minutes'),
    json: flag('print the report as JSON'),
  },
})
const { quick, json } = options
const signal = AbortSignal.any([stopSignal(), AbortSignal.timeout(options.minutes * 60_000)])
const progress = (line: string): void => void process.stderr.write(`${line}\n`)
const shared = { speed: options.speed, signal, progress }
const often = await scanOften({ ...shared, scans: options.scans ?? (quick ? 3 : 20), posts: 100 })
const large = await scanLarge({ ...shared, posts: options.posts ?? (quick ? 300 : 5_000) })
const followed = await followStores({
  ...shared,
  stores: options.stores ?? (quick ? 40 : 500),
  hours: options.hours ?? (quick ? 0.5 : 2),
  postsPerHour: options['posts-per-hour'],
})
const failures = [...followed.failures, ...large.failures, ...often.failures]
if (json) console.log(JSON.stringify({ followed, large, often, failures }))
else {
  for (const [name, report] of Object.entries({ followed, large, often }))
    console.table(
      Object.entries(report).map(([value, figure]) => ({
        [name]: value,
        value: JSON.stringify(figure),
      })),
    )
  for (const failure of failures) console.log(`FAILED: ${failure}`)
}
process.exitCode = failures.length === 0 ? 0 : 1
