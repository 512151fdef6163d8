import { pino } from 'pino'
import { startInstagramSim } from '../../sim/instagram/index.ts'
import type { ListRulesOrder } from '../../sim/instagram/list-rules.ts'
import type { ListKind } from '../../sim/instagram/world/relations/layout.ts'
import { createClock } from '../../src/base/clock.ts'
import type { Db } from '../../src/db/handles.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { PlatformError } from '../../src/platforms/errors.ts'
import type { MembersOutcome } from '../../src/platforms/member-reader.ts'
import { createPooledReader } from '../../src/platforms/reading/pooled-reader.ts'
import { addAccount } from '../../src/pool/accounts/accounts-store.ts'
import { addProxy } from '../../src/pool/proxies/store/proxies/proxies.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { keys, LIMITS, poolOn, storeParts } from '../pool/pool-fixture.ts'
import { anAdapter } from './instagram/held-account.ts'

const FOLLOWERS = 1_663
const FOLLOWING = 620
const PAGE = 91

/** Three accounts before the stand-in, in a world that runs 2,400 times as fast and does not count requests. */
async function startWorld(db: Db) {
  const time = { worldAt: Date.parse('2026-03-02T10:00:00Z'), realAt: Date.now(), speed: 2_400 }
  await setWorldTime(db, time)
  const clock = createClock(time)
  const many = { requestsPerHour: 10_000, requestsPerDay: 10_000 }
  const sim = await startInstagramSim({
    seed: 'lists',
    clock,
    accounts: 3,
    proxies: 3,
    creators: 5_000,
    limits: { ...many, minGapSeconds: 0, loginsPer6Hours: 100, loginsPerDay: 100 },
  })
  for (const [index, { username, password }] of sim.accounts.entries()) {
    const { id: proxyId } = await addProxy(db, keys, { url: sim.proxies[index]?.url ?? '' })
    await addAccount(storeParts(db), { username, password, proxyId })
  }
  const adapter = anAdapter(sim, { clock, log: pino({ level: 'silent' }) })
  const limits = {
    ...LIMITS,
    ...many,
    proxyRequestsPerHour: 10_000,
    proxyRequestsPerDay: 10_000,
    loginGapMs: 0,
    loginsPerDay: 100,
    warmUpSteps: [1],
  }
  const pool = poolOn(db, adapter, { clock, limits })
  const creator = sim.world.creatorAt(
    Array.from({ length: 5_000 }, (_, index) => index).find((index) => {
      const { isPrivate, isDeleted } = sim.world.creatorAt(index)
      return !isPrivate && !isDeleted
    }) ?? 0,
  )
  sim.control.setLists(creator.username, { followers: FOLLOWERS, following: FOLLOWING })
  sim.control.orderLists(null, { pageSize: PAGE })
  const platform = createPooledReader(pool, adapter, clock)
  const ids = new Set<string>()
  let state: unknown

  const readOnce = async (list: ListKind): Promise<MembersOutcome> =>
    await platform.readMembers(
      { platformId: creator.pk },
      list,
      {
        expected: list === 'followers' ? FOLLOWERS : FOLLOWING,
        collected: ids.size,
        async onPage(page) {
          const before = ids.size
          for (const { platformId } of page.members) ids.add(platformId)
          state = page.state
          return { added: ids.size - before }
        },
      },
      {
        signal: new AbortController().signal,
        resume: state,
        save: async (saved) => void (state = saved),
      },
    )
  /** To the end, as a task that is put off until accounts are free again. */
  const read = async (list: ListKind = 'followers'): Promise<MembersOutcome> => {
    for (;;) {
      try {
        return await readOnce(list)
      } catch (error) {
        if (!(error instanceof PlatformError) || error.disposition.action !== 'snooze') throw error
        const wait = error.disposition
        await clock.sleep(
          'until' in wait ? wait.until.getTime() - clock.now().getTime() : wait.delayMs,
        )
      }
    }
  }
  const truth = (list: ListKind = 'followers'): string[] =>
    Array.from(sim.control.membersOf(creator.username, list), ({ platformId }) => platformId)
  return { sim, read, truth, ids, close: sim.close }
}

describe('a list over the pool, the adapter and sockets', () => {
  test('is read whole', async ({ db }) => {
    const { read, truth, ids, sim, close } = await startWorld(db)
    expect(await read('following')).toMatchObject({ kind: 'complete', because: 'count' })
    expect([...ids].toSorted()).toEqual(truth('following').toSorted())
    expect(sim.referee.violations()).toEqual([])
    await close()
  })

  test.for<ListRulesOrder>([{ cursors: 'session', foreign: 'empty' }])(
    'loses nobody when the session dies after 728 of 1,663, with cursors as %j',
    async (rules, { db }) => {
      const { read, truth, ids, sim, close } = await startWorld(db)
      sim.control.orderLists(null, rules)
      for (const { username } of sim.accounts)
        sim.control.failAccount(username, {
          kind: 'login_required',
          endpoints: ['followers'],
          skip: 8,
          count: 1,
        })
      expect(await read()).toMatchObject({ kind: 'complete', because: 'count' })
      expect([...ids].toSorted()).toEqual(truth().toSorted())
      expect(sim.referee.violations()).toEqual([])
      await close()
    },
  )

  test.for<ListRulesOrder>([{ cursors: 'account', foreign: 'first_page' }])(
    'outlives rate limits and a challenge, with cursors as %j',
    async (rules, { db }) => {
      const { read, truth, ids, sim, close } = await startWorld(db)
      sim.control.orderLists(null, rules)
      const [first, second, third] = sim.accounts.map(({ username }) => username)
      const order = { endpoints: ['followers'] as const, count: 1 }
      sim.control.failAccount(first ?? '', { ...order, kind: 'rate_limit', skip: 4 })
      sim.control.failAccount(second ?? '', { ...order, kind: 'challenge_required', skip: 3 })
      sim.control.failAccount(third ?? '', { ...order, kind: 'rate_limit', skip: 4 })
      expect(await read()).toMatchObject({ kind: 'complete' })
      expect([...ids].toSorted()).toEqual(truth().toSorted())
      expect(sim.referee.violations()).toEqual([])
      await close()
    },
  )
})
