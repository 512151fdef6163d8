import { setTimeout as delay } from 'node:timers/promises'
import { afterAll } from 'vitest'
import { expect, test } from '../../fixtures/test.ts'
import type { FaultRule } from '../../../sim/graph/fault-book.ts'
import type { PublishFaultKind } from '../../../sim/instagram/publishing/faults.ts'
import { seededRandom } from '../random.ts'
import { begin, finish, killAt, prepare } from './acts.ts'
import { FAST, SLOW, startCrashWorld, TYPES } from './crash-world.ts'
import { createKillTable } from './kill-table.ts'
import { BEGUN, HEARD, REMOVAL, STEPS } from './steps.ts'
import { expectWhole, readFailures } from './verdict.ts'

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const seed = number('CRASH_SEED', Math.floor(Math.random() * 2 ** 31))
const seconds = number('CRASH_SECONDS', 600)
/** Random kills, unless the time is over before. */
const wanted = number('CRASH_KILLS', 200)
/** What is open after the last kill is published within it, also beside other work. */
const FINISH_SECONDS = 1_200
/** How often each publication with all its kills is gone through. */
const rounds = number('CRASH_ROUNDS', 1)
/** Accounts of each route. */
const ACCOUNTS = 6

/** What may go wrong on the way without a lasting refusal. */
const META_FAULTS: readonly FaultRule[] = [
  { kind: 'html', path: '/media$' },
  { kind: 'drop_after_commit', path: 'media_publish$' },
  { kind: 'truncate', path: 'media_publish$' },
  { kind: 'drop', path: '/media' },
  { kind: 'delay', path: '/', delay_ms: 200, times: 20 },
  { kind: 'empty', path: '/comments$' },
]
const INSTAGRAM_FAULTS: readonly PublishFaultKind[] = [
  'lost_answer',
  'no_media',
  'error_after',
  'late',
  'transcoding',
  'processing_retriable',
]

const table = createKillTable()
afterAll(() => console.log(table.text()))

const WAYS = (['private', 'official'] as const).flatMap((route) =>
  TYPES.map((type) => [route, type] as const),
)

test.for(WAYS)(
  'no post is lost or doubled, though gramd is killed before, during and after each call: %s %s',
  async ([route, type], { db, databaseUrl }) => {
    const world = await startCrashWorld(db, databaseUrl, { perRoute: 1, speed: SLOW })
    const [account] = world.accounts[route]
    if (!account) throw new Error('there is no account')
    const kill = (at: string): void => table.count(`${route} ${type}`, at)
    try {
      await prepare(world)
      for (const steps of Array.from({ length: rounds }, () => [STEPS[route], HEARD]).flat()) {
        await begin(world, type, account)
        kill(BEGUN.at)
        for (const step of steps) {
          if (step.types?.includes(type) === false) continue
          await killAt(world, step, account)
          kill(step.at)
        }
        await finish(world, await world.start())
      }
      const takeBack = async (): Promise<void> => void (await world.remove())
      for (const [at, step] of REMOVAL[route].entries()) {
        await killAt(world, step, account, at === 0 ? takeBack : undefined)
        kill(step.at)
      }
      await finish(world, await world.start())
      const totals = await expectWhole(world)
      console.log(JSON.stringify({ route, type, ...totals }))
      // Each round kills while the publication is sent, and it is looked for and sent once more.
      expect(totals).toMatchObject({ unknown: 0, failed: 0, removed: 1, sentAgain: rounds })
    } finally {
      await world.close()
    }
  },
)

test(
  `no post is lost or doubled, though gramd is killed at any moment, ${wanted} times or for ${seconds} s (seed ${seed})`,
  async ({ db, databaseUrl }) => {
    console.log(`CRASH_SEED=${seed} CRASH_SECONDS=${seconds} CRASH_KILLS=${wanted}`)
    const random = seededRandom(seed)
    const below = (limit: number): number => Math.floor(random() * limit)
    const world = await startCrashWorld(db, databaseUrl, { perRoute: ACCOUNTS, speed: FAST })
    const { graph, instagram, accounts } = world
    const all = [...accounts.private, ...accounts.official]
    const clear = (): void => {
      graph.control.clearFaults()
      for (const { username } of accounts.private) instagram.control.clearAccount(username)
    }
    let kills = 0
    try {
      await prepare(world)
      const over = AbortSignal.timeout(seconds * 1_000)
      while (!over.aborted && kills < wanted) {
        clear()
        const meta = META_FAULTS[below(2 * META_FAULTS.length)]
        if (meta) graph.control.addFault(meta)
        const fault = INSTAGRAM_FAULTS[below(2 * INSTAGRAM_FAULTS.length)]
        const hit = accounts.private[below(accounts.private.length)]
        if (fault && hit) instagram.control.failPublishing(hit.username, { kind: fault })
        const daemon = await world.start()
        const begun: Promise<boolean>[] = []
        for (let left = below(4); left > 0; left -= 1) {
          const some = all.filter(() => random() < 0.2)
          const type = TYPES[below(TYPES.length)]
          if (type && some.length > 0 && random() < 0.6) begun.push(world.publish(type, some))
          await delay(below(300))
        }
        const there = random() < 0.3 ? await world.publishedPosts() : []
        const old = there[below(there.length)]
        if (old !== undefined) await world.remove(old)
        // Most die soon, some in the middle of what takes longer.
        await delay(below(random() < 0.2 ? 5_000 : 300))
        await daemon.kill()
        await Promise.all(begun)
        kills += 1
        table.count('all routes and types', 'at any moment')
      }
      clear()
      await finish(world, await world.start())
      const totals = await expectWhole(world, kills)
      const failures = await readFailures(world)
      console.log(JSON.stringify({ seed, kills, ...totals }), failures)
      expect(totals, JSON.stringify(failures)).toMatchObject({ unknown: 0 })
      expect(totals.removed).toBeGreaterThan(0)
      // Killed each time that it was sent: it is not there, and nobody sends it a fourth time.
      expect(failures.filter((each) => !each.includes('it was sent 3 times'))).toEqual([])
      expect(kills).toBeGreaterThan(0)
    } finally {
      await world.close()
    }
  },
  (seconds + FINISH_SECONDS) * 1_000,
)

// A short or filtered run has fewer.
test.skipIf(wanted < 200 || rounds < 1 || seconds < 600)('there are 300 kills in all', () => {
  expect(table.total()).toBeGreaterThanOrEqual(300)
})
