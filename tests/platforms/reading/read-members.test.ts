import { describe, expect, test } from 'vitest'
import {
  LoginRequiredError,
  type PlatformError,
  RateLimitedError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../../../src/platforms/errors.ts'
import {
  NotFoundError,
  PrivateProfileError,
  RestrictedProfileError,
  TargetQuarantinedError,
} from '../../../src/platforms/target-errors.ts'
import type { Member, MembersPage } from '../../../src/platforms/member-reader.ts'
import {
  idsOf,
  nothingStored,
  people,
  readList,
  readToTheEnd,
  worldOf,
  type CursorPolicy,
  type MembersWorld,
} from '../members-world.ts'

const nobody: MembersPage = { members: [], next: null, isLimited: false, pageSize: 200 }
const once = <T>(when: (each: T) => boolean): ((each: T) => boolean) => {
  let isOver = false
  return (each) => {
    if (isOver || !when(each)) return false
    isOver = true
    return true
  }
}

describe('a list that nothing disturbs', () => {
  test.for([0, 1, 199, 200, 201, 1_663])('of %i members is complete', async (count) => {
    const world = worldOf(people(count))
    const stored = nothingStored()
    const outcome = await readList(world, stored)
    expect(outcome).toEqual({
      kind: 'complete',
      because: 'count',
      collected: count,
      expected: count,
    })
    expect(stored.ids.toSorted()).toEqual(idsOf(world.members))
    expect(world.requests).toBe(Math.max(1, Math.ceil(count / 200)))
    expect(stored.accounts).toEqual(['anna'])
  })

  test('stops at the most members that are wanted, and does not count as complete', async () => {
    const stored = nothingStored()
    expect(await readList(worldOf(people(1_000)), stored, { max: 500 })).toEqual({
      kind: 'incomplete',
      reason: 'max_reached',
      collected: 500,
      expected: 1_000,
    })
    expect(stored.ids).toHaveLength(500)
  })

  test('gives others their turn after so many pages, and goes on where it was', async () => {
    const world = worldOf(people(1_000))
    const stored = nothingStored()
    expect(await readList(world, stored, { pages: 2 })).toMatchObject({
      kind: 'paused',
      collected: 400,
    })
    expect(await readToTheEnd(world, stored, { pages: 2 })).toMatchObject({ kind: 'complete' })
    expect(world.requests).toBe(5)
  })
})

describe('a session that dies after 728 of 1,663', () => {
  const diesAfter728 = () => {
    const isTheMoment = once(({ offset }: { offset: number }) => offset === 728)
    return worldOf(people(1_663), {
      pageSize: 91,
      fault: (asked) =>
        isTheMoment(asked) ? new LoginRequiredError('the session is dead') : undefined,
    })
  }

  test('loses no member: another account continues after the page that both have read', async () => {
    const world = diesAfter728()
    const stored = nothingStored()
    expect(await readList(world, stored)).toMatchObject({ kind: 'complete', collected: 1_663 })
    expect(stored.ids.toSorted()).toEqual(idsOf(world.members))
    expect(stored.accounts).toEqual(['anna', 'bert'])
    expect(stored.events).toEqual([{ kind: 'taken_over', from: 'anna', by: 'bert' }])
    // 19 pages, the one that failed, and the one that both have read.
    expect(world.requests).toBe(21)
  })

  test.for<CursorPolicy>(['refused', 'empty', 'first_page'])(
    'waits for its account where the cursor of another is answered with %s',
    async (policy) => {
      const world = Object.assign(diesAfter728(), { policy })
      const stored = nothingStored()
      await expect(readList(world, stored)).rejects.toMatchObject({ code: 'pool_resting' })
      expect(stored.ids).toHaveLength(728)
      expect(stored.events).toEqual([{ kind: 'cursor_bound', account: 'anna' }])
      world.resting.clear()
      expect(await readList(world, stored)).toMatchObject({ kind: 'complete', collected: 1_663 })
      expect(stored.ids.toSorted()).toEqual(idsOf(world.members))
      expect(world.asked.filter(({ offset }) => offset === 0).length).toBeLessThanOrEqual(3)
      expect(stored.accounts.at(-1)).toBe('anna')
    },
  )

  test.for<CursorPolicy>(['refused', 'empty', 'first_page'])(
    'begins again where its account is lost and others are answered with %s, and nobody is there twice',
    async (policy) => {
      const world = Object.assign(diesAfter728(), { policy })
      const { fault } = world
      world.fault = (asked, right) => {
        const failure = fault(asked, right)
        if (failure) world.lost.add('anna')
        return failure
      }
      const stored = nothingStored()
      expect(await readToTheEnd(world, stored)).toMatchObject({
        kind: 'complete',
        collected: 1_663,
      })
      expect(stored.ids.toSorted()).toEqual(idsOf(world.members))
      expect(stored.events).toContainEqual({ kind: 'begun_again', why: 'account_lost' })
    },
  )
})

test('a process that dies at every page ends with the same members, in no more pages', async () => {
  const world = worldOf(people(1_663))
  const stored = nothingStored()
  const outcome = await readToTheEnd(world, stored, { dies: () => true })
  expect(outcome).toMatchObject({ kind: 'complete', collected: 1_663 })
  expect(stored.ids.toSorted()).toEqual(idsOf(world.members))
  expect(world.requests).toBe(9)
})

describe('an empty answer', () => {
  test('is not an empty list: when it stays, it is the reason why the list is incomplete', async () => {
    const world = worldOf(people(300), { fault: () => nobody })
    const stored = nothingStored()
    expect(await readList(world, stored)).toEqual({
      kind: 'incomplete',
      reason: 'empty_answer',
      collected: 0,
      expected: 300,
    })
    expect(new Set(stored.accounts)).toEqual(new Set(['anna', 'bert', 'carl']))
  })

  test('half way, to one account alone, loses no member', async () => {
    const world = worldOf(people(1_000), {
      fault: ({ account, offset }) => (account === 'anna' && offset >= 400 ? nobody : undefined),
    })
    const stored = nothingStored()
    expect(await readList(world, stored)).toMatchObject({ kind: 'complete', collected: 1_000 })
    expect(stored.events).toContainEqual({ kind: 'empty_answer', account: 'anna' })
  })

  test('for ever half way leaves the list incomplete', async () => {
    const world = worldOf(people(1_000), {
      fault: ({ offset }) => (offset >= 400 ? nobody : undefined),
    })
    expect(await readToTheEnd(world)).toMatchObject({ kind: 'incomplete', reason: 'empty_answer' })
  })

  test('for a list that has become private says so', async () => {
    const world = worldOf(people(300), { isPrivate: true, fault: () => nobody })
    expect(await readList(world)).toMatchObject({ kind: 'incomplete', reason: 'target_private' })
  })
})

describe('a list that ends too early', () => {
  const cut = (right: MembersPage): MembersPage => ({ ...right, next: null })

  test('for everybody is incomplete, however often it is read', async () => {
    const world = worldOf(people(1_663), {
      fault: ({ offset }, right) => (offset === 600 ? cut(right) : undefined),
    })
    expect(await readToTheEnd(world)).toEqual({
      kind: 'incomplete',
      reason: 'shorter_than_expected',
      collected: 800,
      expected: 1_663,
    })
  })

  test('by a page that is the last but for a few is incomplete as well', async () => {
    const world = worldOf(people(5_030), {
      fault: ({ offset }, right) => (offset === 4_800 ? cut(right) : undefined),
    })
    expect(await readToTheEnd(world)).toMatchObject({
      reason: 'shorter_than_expected',
      collected: 5_000,
    })
  })

  test('for one account is read on by another, from where it ended', async () => {
    const world = worldOf(people(1_663), {
      fault: ({ offset, account }, right) =>
        account === 'anna' && offset === 600 ? cut(right) : undefined,
    })
    const stored = nothingStored()
    expect(await readToTheEnd(world, stored)).toMatchObject({ kind: 'complete', collected: 1_663 })
    // 9 pages, the count at the end, and the page that both have read.
    expect(world.requests).toBe(11)
  })

  test('by the platform’s own word is limited', async () => {
    const world = worldOf(people(1_663), {
      fault: ({ offset }, right) => ({
        ...right,
        isLimited: true,
        ...(offset === 400 && { next: null }),
      }),
    })
    expect(await readToTheEnd(world)).toMatchObject({
      reason: 'limited_by_platform',
      collected: 600,
    })
  })
})

describe('a list that has fewer members than its profile counts', () => {
  test('is complete once a second reading finds no further member', async () => {
    const stored = nothingStored()
    const outcome = await readToTheEnd(worldOf(people(1_000 - 3), { count: 1_000 }), stored)
    expect(outcome).toEqual({
      kind: 'complete',
      because: 'second_reading',
      collected: 997,
      expected: 1_000,
    })
    expect(stored.events).toContainEqual({ kind: 'begun_again', why: 'fewer_than_expected' })
  })

  test('is complete by the second reading where the profile does not count', async () => {
    const outcome = await readToTheEnd(worldOf(people(450), { count: null }))
    expect(outcome).toEqual({
      kind: 'complete',
      because: 'second_reading',
      collected: 450,
      expected: null,
    })
  })

  test('is complete when the second reading finds the page that the first was not given', async () => {
    const loses = once(({ offset }: { offset: number }) => offset === 400)
    const world = worldOf(people(1_663))
    world.fault = (asked, right) =>
      loses(asked)
        ? { ...right, members: world.members.slice(600, 800), next: after(800) }
        : undefined
    const after = (end: number) => ({ maxId: `x@${end}`, rankToken: 'anna' })
    const stored = nothingStored()
    expect(await readToTheEnd(world, stored)).toMatchObject({ kind: 'complete', because: 'count' })
    expect(stored.ids.toSorted()).toEqual(idsOf(world.members))
  })

  test('is not made whole by those who have joined before the second reading', async () => {
    const world = worldOf(people(900), { count: 1_000 })
    const ends = once(({ offset }: { offset: number }) => offset === 800)
    world.fault = (asked, right) => {
      if (!ends(asked)) return undefined
      world.members.unshift(...people(100, 10_000))
      world.count = 1_100
      return right
    }
    expect(await readToTheEnd(world, nothingStored(), { expected: 1_000 })).toMatchObject({
      kind: 'incomplete',
      reason: 'shorter_than_expected',
      collected: 1_000,
    })
  })

  test('is not made whole by those who have joined before it had to be begun again', async () => {
    const world = worldOf(people(900), { count: 1_000, policy: 'refused' })
    const loses = once(({ offset }: { offset: number }) => offset === 600)
    world.fault = (asked) => {
      if (!loses(asked)) return undefined
      world.lost.add(asked.account)
      world.members.unshift(...people(100, 10_000))
      world.count = 1_100
      return new LoginRequiredError('the session is dead')
    }
    const stored = nothingStored()
    expect(await readToTheEnd(world, stored, { expected: 1_000 })).toMatchObject({
      kind: 'incomplete',
      reason: 'shorter_than_expected',
    })
    expect(stored.events).toContainEqual({ kind: 'begun_again', why: 'account_lost' })
  })

  test('is complete without a second reading when they left meanwhile', async () => {
    const world = worldOf(people(1_000))
    world.fault = ({ offset }) => {
      if (offset === 400) world.members.splice(700, 50)
      return undefined
    }
    const stored = nothingStored()
    expect(await readToTheEnd(world, stored, { expected: 1_000 })).toMatchObject({
      kind: 'complete',
      because: 'count',
      expected: 950,
    })
    expect(stored.ids).toHaveLength(950)
  })
})

describe('members who come and go while the list is read', () => {
  test('are there once, and no member who stays is missing', async () => {
    const stays = people(2_000)
    const world = worldOf([...stays], { pageSize: 100 })
    world.fault = ({ nth }) => {
      if (nth % 3 === 0) world.members.unshift(...people(7, 10_000 + nth * 10))
      if (nth === 8) return new RateLimitedError('too many requests')
      return undefined
    }
    const stored = nothingStored()
    expect(await readToTheEnd(world, stored, { expected: 2_000 })).toMatchObject({
      kind: 'complete',
    })
    expect(new Set(stored.ids).size).toBe(stored.ids.length)
    expect(stored.ids).toEqual(expect.arrayContaining(idsOf(stays)))
  })

  test.for([
    { leave: 5, requests: 13 },
    { leave: 40, requests: 25 },
  ])(
    'cost nobody where a page is an offset, which moves on over $leave of those who were before it',
    async ({ leave, requests }) => {
      const world = worldOf(people(1_000), { pageSize: 100 })
      const leaves = once(({ offset }: { offset: number }) => offset >= 500)
      world.fault = (asked) => {
        if (leaves(asked)) world.members.splice(10, leave)
        return undefined
      }
      // As many have joined since the profile was counted, so that the number alone proves nothing.
      const expected = 1_000 - leave
      const stored = nothingStored()
      const outcome = await readToTheEnd(world, stored, { list: 'following', expected })
      expect(outcome).toMatchObject({ kind: 'complete' })
      expect(stored.ids).toEqual(expect.arrayContaining(idsOf(world.members)))
      expect(world.requests).toBeLessThanOrEqual(requests)
    },
  )

  test('may be repeated by the platform', async () => {
    const world = worldOf(people(1_000))
    world.fault = (_asked, right) => ({
      ...right,
      members: [...right.members, ...right.members.slice(0, 20), ...world.members.slice(0, 15)],
    })
    const stored = nothingStored()
    expect(await readList(world, stored)).toMatchObject({ kind: 'complete', collected: 1_000 })
  })
})

describe('a list whose pages go on after its end', () => {
  const last = (world: MembersWorld): Member[] => world.members.slice(-74)

  test.for([374, 50, 400])('of %i ends as complete, one request later', async (count) => {
    const world = worldOf(people(count), { pageSize: 100 })
    const end = { maxId: `end@${count}`, rankToken: 'anna' }
    world.fault = ({ offset }, right) => {
      if (offset < count) return right.next ? undefined : { ...right, next: end }
      return { ...right, members: world.members.slice(-(count % 100 || 100)), next: end }
    }
    const stored = nothingStored()
    expect(await readToTheEnd(world, stored)).toEqual({
      kind: 'complete',
      because: 'count',
      collected: count,
      expected: count,
    })
    expect(stored.ids.toSorted()).toEqual(idsOf(world.members))
    expect(world.requests).toBe(Math.ceil(count / 100) + 1)
  })

  test.for<[string, (world: MembersWorld, right: MembersPage) => MembersPage | Error]>([
    ['is empty', (_, right) => ({ ...right, members: [] })],
    ['is refused', () => new UnexpectedAnswerError('the cursor is refused')],
    ['is a part of the last', (world, right) => ({ ...right, members: world.members.slice(-9) })],
    ['is the first', (world, right) => ({ ...right, members: world.members.slice(0, 100) })],
    [
      'is from the middle',
      (world, right) => ({ ...right, members: world.members.slice(120, 230) }),
    ],
  ])('where the next one %s, three requests later at most', async ([, next]) => {
    const world = worldOf(people(374), { pageSize: 100 })
    const end = { maxId: 'end@374', rankToken: 'anna' }
    world.fault = ({ offset }, right) => {
      if (offset < 374) return right.next ? undefined : { ...right, next: end }
      const page = next(world, right)
      return page instanceof Error ? page : { ...page, next: end }
    }
    expect(await readToTheEnd(world)).toMatchObject({ kind: 'complete', collected: 374 })
    expect(world.requests).toBeLessThanOrEqual(4 + 3)
  })

  test('and lacks a few of the count is read twice, not a hundred times', async () => {
    const world = worldOf(people(374), { pageSize: 100, count: 377 })
    const end = { maxId: 'end@374', rankToken: 'anna' }
    world.fault = ({ offset }, right) => {
      if (offset < 374) return right.next ? undefined : { ...right, next: end }
      return { ...right, members: last(world), next: end }
    }
    expect(await readToTheEnd(world)).toMatchObject({
      kind: 'complete',
      because: 'second_reading',
      collected: 374,
      expected: 377,
    })
    expect(world.requests).toBeLessThanOrEqual(2 * (4 + 10))
  })
})

describe('a target of which the platform shows about 50 people', () => {
  const only = (shown: number, more: Partial<MembersPage>) =>
    worldOf(people(50_000), {
      fault: (_, right) => ({ ...right, members: right.members.slice(0, shown), ...more }),
    })
  const next = { maxId: '50', rankToken: 'anna' }

  test.for<[number, Partial<MembersPage>]>([
    [50, { next: null, isLimited: true }],
    [47, { next: null }],
    [12, { next: null, isLimited: true }],
    [49, { next, isLimited: true }],
  ])('is recognised on the first page: %i, %j', async ([shown, more]) => {
    const world = only(shown, more)
    const stored = nothingStored()
    expect(await readList(world, stored)).toEqual({
      kind: 'incomplete',
      reason: 'only_few_shown',
      collected: shown,
      expected: 50_000,
    })
    expect(stored.ids).toHaveLength(shown)
    expect(world.requests).toBe(1)
  })

  test('is not taken for one whose page is full, whose list is short or whose end is a fault', async () => {
    const isFull = worldOf(people(1_000), { pageSize: 50 })
    expect(await readList(isFull)).toMatchObject({ kind: 'complete', collected: 1_000 })
    const isShort = worldOf(people(50), { count: 100 })
    expect(await readToTheEnd(isShort)).toMatchObject({ reason: 'shorter_than_expected' })
    const ends = once(({ account }: { account: string }) => account === 'anna')
    const isFault = worldOf(people(1_000), {
      pageSize: 50,
      fault: (asked, right) => (ends(asked) ? { ...right, next: null } : undefined),
    })
    expect(await readToTheEnd(isFault)).toMatchObject({ kind: 'complete', collected: 1_000 })
    const isLimited = only(200, { next: null, isLimited: true })
    expect(await readToTheEnd(isLimited)).toMatchObject({ reason: 'limited_by_platform' })
  })
})

test('a list that never ends is given up', async () => {
  const world = worldOf(people(5_000))
  world.fault = ({ nth }, right) => ({
    ...right,
    members: world.members.slice((nth * 37) % 800, ((nth * 37) % 800) + 200),
    next: { maxId: `x@${nth}`, rankToken: 'anna' },
  })
  const outcome = await readToTheEnd(world, nothingStored(), { expected: 1_000 })
  expect(outcome).toMatchObject({ kind: 'incomplete', reason: 'endless_list' })
})

describe('what the target is, is an outcome', () => {
  test.for([
    { error: new PrivateProfileError('private'), reason: 'target_private' },
    { error: new RestrictedProfileError('hidden'), reason: 'target_restricted' },
    { error: new NotFoundError('gone'), reason: 'target_gone' },
    { error: new TargetQuarantinedError('quarantined'), reason: 'target_quarantined' },
  ])('$reason', async ({ error, reason }) => {
    const world = worldOf(people(500), { fault: ({ nth }) => (nth > 2 ? error : undefined) })
    expect(await readList(world)).toMatchObject({ kind: 'incomplete', reason, collected: 400 })
  })
})

describe('a target that is quarantined while its list is read', () => {
  const quarantine = (hour: number) =>
    new TargetQuarantinedError('quarantined', { until: new Date(Date.UTC(2026, 10, 22, hour)) })

  test('keeps the list waiting until the target may be asked about again, looked at every hour', async () => {
    const isFirst = once<number>((nth) => nth > 2)
    const world = worldOf(people(1_000), {
      fault: ({ nth }) => (isFirst(nth) ? quarantine(9) : undefined),
    })
    const stored = nothingStored()
    await expect(readList(world, stored)).rejects.toMatchObject({
      code: 'target_quarantined',
      disposition: { action: 'snooze', delayMs: 3_600_000 },
    })
    expect(await readList(world, stored)).toMatchObject({ kind: 'complete', collected: 1_000 })
  })

  test('ends the list when nothing was read of it before', async () => {
    const world = worldOf(people(1_000), { fault: () => quarantine(9) })
    expect(await readList(world)).toMatchObject({ reason: 'target_quarantined', collected: 0 })
  })

  test('ends the list when that happens too often for its pages', async () => {
    const world = worldOf(people(1_000), {
      fault: ({ nth }) => (nth > 2 ? quarantine(nth) : undefined),
    })
    const stored = nothingStored()
    await expect(readList(world, stored)).rejects.toMatchObject({ code: 'target_quarantined' })
    expect(await readList(world, stored)).toMatchObject({
      reason: 'target_quarantined',
      collected: 400,
    })
  })
})

describe('a failure in passing', () => {
  const stumble = new TransientPlatformError('the platform stumbled')

  test('on one account is no failure of the list: another goes on', async () => {
    const world = worldOf(people(1_000), {
      fault: ({ account, offset }) => (account === 'anna' && offset >= 400 ? stumble : undefined),
    })
    expect(await readList(world)).toMatchObject({ kind: 'complete', collected: 1_000 })
  })

  test('on the only account fails the list eventually, although no other account is free', async () => {
    const world = worldOf(people(600), { accounts: ['anna'] })
    world.fault = ({ offset }) => {
      if (offset < 200) return undefined
      world.resting.add('anna')
      return new TransientPlatformError('status 500')
    }
    const stored = nothingStored()
    await expect(readToTheEnd(world, stored)).rejects.toThrow(TransientPlatformError)
    expect(world.asked.length).toBeLessThan(10)
  })

  test('on all of them puts a list off, for longer each time, and fails it when it comes no further', async () => {
    const world = worldOf(people(1_000), {
      fault: ({ offset }) => (offset >= 400 ? stumble : undefined),
    })
    const stored = nothingStored()
    const delays: unknown[] = []
    for (let calls = 0; calls < 5; calls += 1) {
      const error = await readList(world, stored).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'reading_interrupted', cause: stumble })
      delays.push((error as PlatformError).disposition)
    }
    expect(delays).toEqual([1, 2, 4, 8, 16].map((n) => ({ action: 'snooze', delayMs: n * 60_000 })))
    await expect(readList(world, stored)).rejects.toBe(stumble)
    expect(stored.ids).toHaveLength(400)
  })
})

test('pages that begin with much of the one before are not taken for it', async () => {
  const world = worldOf(people(500), { pageSize: 25 })
  world.fault = ({ offset }, right) => ({
    ...right,
    members: [...world.members.slice(Math.max(0, offset - 18), offset), ...right.members],
  })
  const stored = nothingStored()
  expect(await readList(world, stored)).toMatchObject({ kind: 'complete', collected: 500 })
  expect(stored.events).toEqual([])
})
