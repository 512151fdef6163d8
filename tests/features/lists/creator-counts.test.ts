import { sql } from 'kysely'
import { createBackground } from '../../../src/base/background.ts'
import type { Db } from '../../../src/db/handles.ts'
import { countMembers } from '../../../src/features/lists/store/counts.ts'
import { countCreators } from '../../../src/features/lists/store/creator-counts.ts'
import { createList, getCountedList } from '../../../src/features/lists/store/lists.ts'
import { changeMember, moveMembers } from '../../../src/features/lists/store/member-change.ts'
import { addMembers } from '../../../src/features/lists/store/members.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aLog } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'

const HOUR = 3_600_000

/** A list of two creators that counts as large; what counts them can be made to fail. */
async function aLargeList(real: Db) {
  const list = { name: 'picks', description: null, is_campaign: false, ends_at: null }
  const { id } = await createList(real, list)
  const cook = await aBlog(real, 'cook', { follower_count: 100 })
  const mama = await aBlog(real, 'mama', { follower_count: 10 })
  await addMembers(real, id, { blogs: [cook, mama] })
  const { log, lines } = aLog()
  const background = createBackground(log)
  const state = { counted: 0, isBroken: false }
  // All that a count needs of a database.
  const db = {
    getExecutor() {
      if (state.isBroken) throw new Error('no connection')
      state.counted += 1
      return real.getExecutor()
    },
  } as unknown as Db
  return {
    id,
    lines,
    state,
    settled: background.close,
    followers: async (now: number, many = 1) =>
      (await countCreators({ db, background }, await getCountedList(real, id), { many, now }))
        .totals.followers,
    /** The answers to visitors who come at once. */
    async followersAt(times: readonly number[]) {
      const list = await getCountedList(real, id)
      const parts = { db, background }
      const visits = times.map(async (now) => await countCreators(parts, list, { many: 1, now }))
      return (await Promise.all(visits)).map(({ totals }) => totals.followers)
    },
    count: async (now: number) =>
      await countMembers({ db, background }, await getCountedList(real, id), { many: 1, now }),
    grow: async (followers: number) =>
      await sql`update blogs set follower_count = ${followers} where id = ${cook}::uuid`.execute(
        real,
      ),
  }
}

test('a large list shows its last counts, and counts behind them after a minute', async ({
  db,
}) => {
  const { followers, followersAt, grow, settled, state } = await aLargeList(db)

  expect(await followers(0)).toBe(110)
  await grow(200)
  expect(await followers(0, 5_000), 'of a small list').toBe(210)
  expect(await followers(59_999)).toBe(110)
  await settled()
  expect(await followers(59_999)).toBe(110)
  state.counted = 0
  expect(await followersAt([60_000, 60_000, 60_001])).toEqual([110, 110, 110])
  await settled()
  expect(state.counted, 'once at a time').toBe(1)
  expect(await followers(60_002)).toBe(210)
  await grow(300)
  expect(await followers(60_000 + HOUR), 'older than is shown').toBe(310)
})

test('counts before a change are shown once, and those who come first share one', async ({
  db,
}) => {
  const { id, followers, followersAt, settled, state } = await aLargeList(db)
  expect(await followersAt([0, 0])).toEqual([110, 110])
  expect(state.counted).toBe(1)

  await addMembers(db, id, { blogs: [await aBlog(db, 'nomad', { follower_count: 5 })] })
  expect(await followers(1)).toBe(110)
  await settled()
  expect(await followers(2)).toBe(115)
})

test('a count behind an answer that fails is logged, and tried again', async ({ db }) => {
  const { followers, grow, settled, state, lines } = await aLargeList(db)
  await followers(0)
  await grow(200)

  state.isBroken = true
  expect(await followers(60_000)).toBe(110)
  await settled()
  expect(lines).toMatchObject([
    { msg: 'the creators of a list could not be counted', err: { message: 'no connection' } },
  ])
  await expect(followers(HOUR)).rejects.toThrow('no connection')
  state.isBroken = false
  expect(await followers(HOUR)).toBe(210)
})

test('a member of a large list who is moved is counted by state and money at once', async ({
  db,
}) => {
  const { id, count, settled } = await aLargeList(db)
  const onMoved = async () => await Promise.resolve()
  const price = { price: '100', currency: 'KZT' }
  const member = { list: id, check: onMoved, onMoved }
  await changeMember(db, { ...member, creator: 'cook' }, price)
  await changeMember(db, { ...member, creator: 'mama' }, { ...price, status: 'contacted' })
  const before = await count(0)

  const selection = { blogs: ['cook'] }
  await moveMembers(db, id, { to: 'agreed', selection, isDryRun: false }, onMoved)
  const after = await count(1)
  await changeMember(db, { ...member, creator: 'mama' }, { status: 'rejected', price: '70' })
  const rejected = await count(2)
  await settled()

  expect(before).toMatchObject({
    by_member_status: { candidate: 1, contacted: 1, agreed: 0 },
    totals: {
      followers: 110,
      money: [{ currency: 'KZT', members: 2, total: '200.00', agreed: '0.00' }],
    },
  })
  expect(after).toMatchObject({
    by_member_status: { candidate: 0, contacted: 1, agreed: 1 },
    money_by_status: [
      { status: 'agreed', currency: 'KZT', members: 1, total: '100.00' },
      { status: 'contacted', currency: 'KZT', members: 1, total: '100.00' },
    ],
    totals: { money: [{ members: 2, total: '200.00', agreed: '100.00' }] },
    counted_at: before.counted_at,
  })
  expect(rejected).toMatchObject({
    by_member_status: { agreed: 1, contacted: 0, rejected: 1 },
    totals: { followers: 110, money: [{ members: 1, total: '100.00', agreed: '100.00' }] },
  })
  expect((await count(3)).totals.followers).toBe(100)
})
