// Every row against the truth: `npm run truth [-- --creators=2000 --accounts=50 --speed=400 --minutes=15 --json]`.
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startDemoWorld, type DemoWorld } from '../demo/world.ts'
import { hostileCreators } from '../instagram/world/hostile.ts'
import { createWorld, type World } from '../instagram/world/world.ts'
import { flag, readRunOptions } from '../run-options.ts'
import { createControlClient } from '../storm/control-client.ts'
import { readReport } from './read-report.ts'
import { describeReport } from './report.ts'
import { scrapeAll } from './scenario.ts'

const count = z.coerce
  .number('expected a number')
  .int('expected a whole number')
  .positive('expected a number above 0')
/** The stand-in's own. */
const WORLD_CREATORS = 1_000_000
const DAY_MS = 86_400_000

const options = readRunOptions({
  name: 'npm run truth',
  summary:
    'scrapes many creators and compares every stored row with what the stand-in knows to be true',
  options: {
    creators: count.default(2_000).describe('creators to scrape'),
    accounts: count.default(50).describe('accounts in the pool'),
    speed: z.coerce
      .number('expected a number')
      .positive('expected a number above 0')
      .default(400)
      .describe('how many times as fast as real time the world runs'),
    minutes: count.default(15).describe('real minutes after which it ends, done or not'),
    posts: count.default(20).describe('posts that are read of each creator'),
    seed: z.string().default('truth').describe('what the world is made from'),
    json: flag('print the report as JSON'),
  },
})

/** Some creators are hidden, one by age and the next by region, in the stand-in as in the world that tells the truth. */
async function hideSome({ stands }: DemoWorld, world: World): Promise<void> {
  const control = createControlClient(stands.instagram.controlUrl)
  for (let index = 7; index < options.creators; index += 50) {
    const restriction = (index - 7) % 100 === 0 ? 'age' : 'region'
    const creator = world.creatorAt(index)
    await control.put(`/creators/${creator.username}/fault`, { kind: `hidden_by_${restriction}` })
    world.change(creator, { restriction })
  }
}

const startedAt = performance.now()
const worldAt = new Date()
const gramd = await startDemoWorld({
  folder: fileURLToPath(new URL('../../.gramd/truth', import.meta.url)),
  accounts: options.accounts,
  speed: options.speed,
  seed: options.seed,
  worldAt,
  port: 8003,
  settings: { GRAMD_POSTS_PER_SCRAPE: String(options.posts) },
})
try {
  process.stderr.write(`gramd listens on ${gramd.url}; its log is ${gramd.logFile}\n`)
  const world = createWorld({
    seed: options.seed,
    creators: WORLD_CREATORS,
    epoch: Math.floor(worldAt.getTime() / DAY_MS) * DAY_MS,
    shapes: true,
  })
  const usernames = [
    ...Array.from({ length: options.creators }, (_, index) => world.creatorAt(index).username),
    ...Object.values(hostileCreators()),
  ]
  await hideSome(gramd, world)
  const hasEnded = await scrapeAll(gramd, usernames, AbortSignal.timeout(options.minutes * 60_000))
  const report = await readReport(gramd, world, usernames, {
    posts: options.posts,
    hasEnded,
    startedAt,
  })
  console.log(options.json ? JSON.stringify(report) : describeReport(report))
  process.exitCode = report.failures.length === 0 ? 0 : 1
} finally {
  await gramd.stop()
}
