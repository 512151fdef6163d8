import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import type { FaultRule } from '../../../sim/graph/fault-book.ts'
import type { PublishFaultKind } from '../../../sim/instagram/publishing/faults.ts'
import type { Daemon } from '../analyze/daemon.ts'
import { seededRandom } from '../random.ts'
import {
  startCrashWorld,
  TYPES,
  type CrashWorld,
  type Member,
  type PostType,
} from './crash-world.ts'
import { BEGUN, HEARD, STEPS, type Step } from './steps.ts'
import { expectWhole, readTotals } from './verdict.ts'

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const seed = number('CRASH_SEED', Math.floor(Math.random() * 2 ** 31))
const seconds = number('CRASH_SECONDS', 600)
/** Random kills, unless the time is over before. */
const wanted = number('CRASH_KILLS', 200)
const POLL = { timeout: 120_000, interval: 25 }
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

/** Lets the last gramd end all publications, then stops it. */
async function finish(world: CrashWorld, daemon: Daemon): Promise<void> {
  try {
    await expect.poll(async () => (await readTotals(world)).open, POLL).toBe(0)
  } catch (failure) {
    const { rows } = await sql`
      select username, status, step, commits, looks, waits_for, due_at from executions
      where status not in ('success', 'failed') limit 5`.execute(world.db)
    console.log(daemon.tail(), rows)
    throw failure
  }
  expect(await daemon.stop()).toBe(0)
}

/** Uploads the files and lets each account publish once, so that all are logged in. */
async function prepare(world: CrashWorld): Promise<void> {
  const daemon = await world.start()
  await world.upload()
  await world.publish('photo', [...world.accounts.private, ...world.accounts.official])
  await finish(world, daemon)
}

async function killAt(
  world: CrashWorld,
  { at, arrange }: Step,
  { username }: Pick<Member, 'username'>,
): Promise<void> {
  const stop = await arrange(world, username)
  const daemon = await world.start()
  await expect
    .poll(stop.isReached, { ...POLL, message: at })
    .toBe(true)
    .catch((failure: unknown) => {
      console.log(at, daemon.tail())
      throw failure
    })
  await daemon.kill()
  await stop.release()
}

/** Begins a post on an account, by a gramd that is killed before anything of it is done. */
async function begin(world: CrashWorld, type: PostType, account: Member): Promise<void> {
  const hold = await BEGUN.arrange(world, account.username)
  const daemon = await world.start()
  expect(await world.publish(type, [account])).toBe(true)
  await expect.poll(hold.isReached, POLL).toBe(true)
  await daemon.kill()
  await hold.release()
}

const WAYS = (['private', 'official'] as const).flatMap((route) =>
  TYPES.map((type) => [route, type] as const),
)

test.for(WAYS)(
  'no post is lost or doubled, though gramd is killed before, during and after each call: %s %s',
  async ([route, type], { db, databaseUrl }) => {
    const world = await startCrashWorld(db, databaseUrl, 1)
    const [account] = world.accounts[route]
    if (!account) throw new Error('there is no account')
    let kills = 0
    try {
      await prepare(world)
      for (const steps of [STEPS[route], HEARD]) {
        await begin(world, type, account)
        kills += 1
        for (const step of steps) {
          if (step.isOfVideos === true && type === 'photo') continue
          await killAt(world, step, account)
          kills += 1
        }
        await finish(world, await world.start())
      }
      const totals = await expectWhole(world)
      console.log(JSON.stringify({ route, type, kills, ...totals }))
      expect(totals).toMatchObject({ unknown: 0, failed: 0 })
    } finally {
      await world.close()
    }
  },
)

test(`no post is lost or doubled, though gramd is killed at any moment, ${wanted} times or for ${seconds} s (seed ${seed})`, async ({
  db,
  databaseUrl,
}) => {
  console.log(`CRASH_SEED=${seed} CRASH_SECONDS=${seconds} CRASH_KILLS=${wanted}`)
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const world = await startCrashWorld(db, databaseUrl, ACCOUNTS)
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
      await daemon.kill()
      await Promise.all(begun)
      kills += 1
    }
    clear()
    await finish(world, await world.start())
    const totals = await expectWhole(world)
    console.log(JSON.stringify({ seed, kills, ...totals }))
    expect(totals.failed).toBe(0)
    expect(kills).toBeGreaterThan(0)
  } finally {
    await world.close()
  }
})
