import { describe, expect, test } from 'vitest'
import { RateLimitedError } from '../../src/platforms/errors.ts'
import {
  idsOf,
  nothingStored,
  people,
  readList,
  readToTheEnd,
  worldOf,
  type CursorPolicy,
  type MembersWorld,
} from './members-world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const POLICIES: CursorPolicy[] = ['refused', 'empty', 'first_page']

/** A list whose first reader must rest once it comes to the offset, where cursors hold for one account alone. */
function restsAt(offset: number, more: Partial<MembersWorld> = {}): MembersWorld {
  let hasRested = false
  return worldOf(people(1_000), {
    pageSize: 100,
    policy: 'refused',
    fault: (asked) => {
      if (hasRested || asked.offset < offset) return undefined
      hasRested = true
      return new RateLimitedError('too many requests')
    },
    ...more,
  })
}

const begunAgain = { kind: 'begun_again', why: 'account_resting' }

describe('a list whose cursors hold only for an account that must rest', () => {
  test.for(POLICIES)(
    'for days is begun again by another one, and loses nobody, where those are answered with %s',
    async (policy) => {
      const world = restsAt(400, { policy, restMs: 56 * HOUR })
      const stored = nothingStored()
      expect(await readList(world, stored)).toMatchObject({ kind: 'complete', collected: 1_000 })
      expect(stored.ids.toSorted()).toEqual(idsOf(world.members))
      expect(stored.events).toEqual([{ kind: 'cursor_bound', account: 'anna' }, begunAgain])
      expect(stored.accounts.at(-1)).not.toBe('anna')
    },
  )

  test.for([
    { rest: 'an hour', restMs: HOUR, pages: 4, isBegunAgain: false },
    { rest: 'more than an hour', restMs: HOUR + MINUTE, pages: 4, isBegunAgain: true },
    { rest: 'ten seconds a page', restMs: 80 * MINUTE, pages: 480, isBegunAgain: false },
    { rest: 'more than that', restMs: 81 * MINUTE, pages: 480, isBegunAgain: true },
  ])(
    'for $rest after $pages pages is begun again: $isBegunAgain',
    async ({ restMs, pages, isBegunAgain }) => {
      const world = restsAt(2 * pages, { pageSize: 2, restMs })
      const stored = nothingStored()
      const read = readList(world, stored)
      if (isBegunAgain) expect(await read).toMatchObject({ kind: 'complete', collected: 1_000 })
      else await expect(read).rejects.toMatchObject({ code: 'pool_resting' })
      expect(stored.events.some(({ kind }) => kind === 'begun_again')).toBe(isBegunAgain)
    },
  )

  test('for days keeps its place while all others rest as well', async () => {
    const world = restsAt(400)
    const stored = nothingStored()
    await expect(readList(world, stored)).rejects.toMatchObject({ code: 'pool_resting' })
    const { requests } = world
    world.resting = new Set(world.accounts)
    world.restMs = 56 * HOUR
    await expect(readList(world, stored)).rejects.toMatchObject({ code: 'pool_resting' })
    expect(stored.events).toEqual([{ kind: 'cursor_bound', account: 'anna' }])
    world.resting.clear()
    expect(await readList(world, stored)).toMatchObject({ kind: 'complete', collected: 1_000 })
    expect(world.requests - requests).toBe(6)
  })

  test('is not handed round for ever by accounts that all come as far', async () => {
    const hasRested = new Set<string>()
    const world = worldOf(people(1_000), {
      pageSize: 100,
      policy: 'refused',
      accounts: ['anna', 'bert', 'carl', 'dora', 'emil', 'fred'],
      restMs: 14 * HOUR,
      fault: ({ account, offset }) => {
        if (offset < 800 || hasRested.has(account)) return undefined
        hasRested.add(account)
        return new RateLimitedError('too many requests')
      },
    })
    const stored = nothingStored()
    expect(await readToTheEnd(world, stored)).toMatchObject({ kind: 'complete', collected: 1_000 })
    expect(stored.events.filter(({ kind }) => kind === 'begun_again')).toEqual([
      begunAgain,
      begunAgain,
    ])
  })

  test('at its end for days is compared with a reading by another one', async () => {
    const world = restsAt(400, { members: people(950), count: 953 })
    const stored = nothingStored()
    await expect(readList(world, stored)).rejects.toMatchObject({ code: 'pool_resting' })
    world.resting.clear()
    world.restMs = 56 * HOUR
    let ends = 0
    world.fault = ({ offset }) => {
      // The second time is the one that is to confirm the end.
      if (offset === 900) ends += 1
      return offset === 900 && ends === 2 ? new RateLimitedError('too many requests') : undefined
    }
    expect(await readList(world, stored)).toMatchObject({
      kind: 'complete',
      because: 'second_reading',
      collected: 950,
    })
    expect(stored.events).toEqual([
      { kind: 'cursor_bound', account: 'anna' },
      { kind: 'begun_again', why: 'fewer_than_expected' },
    ])
  })
})
