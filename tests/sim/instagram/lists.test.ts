import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'
import { LIST_FAULT_KINDS, type ListFaultKind } from '../../../sim/instagram/list-rules.ts'
import { readList, readPage, usersOf, type ListPage } from './members.ts'
import { loggedIn, login, type Caller } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

const clock = createShiftedClock()
let sim: InstagramSim
let ask: Caller
let askAsOther: Caller
let username: string
let pk: string

beforeAll(async () => {
  sim = await startInstagramSim({ seed: 'lists', clock, accounts: 2, proxies: 2 })
  ask = await loggedIn(sim, 0)
  askAsOther = await loggedIn(sim, 1)
  const open = Array.from({ length: 100 }, (_, index) => sim.world.creatorAt(index)).find(
    ({ isPrivate, isDeleted }) => !isPrivate && !isDeleted,
  )
  if (!open) throw new Error('the world has no open creator')
  ;({ username, pk } = open)
})
afterAll(() => sim.close())
afterEach(() => sim.control.clearAll())

const pksOf = (pages: ListPage | readonly ListPage[]): string[] =>
  usersOf([pages].flat()).map(({ pk_id }) => pk_id)
const truth = (list: 'followers' | 'following' = 'followers'): string[] =>
  Array.from(sim.control.membersOf(username, list), ({ platformId }) => platformId)
/** The first page of a list, and its cursor. */
async function begin(list: 'followers' | 'following' = 'followers') {
  const page = await readPage(ask, pk, { kind: list, count: 50 })
  return { page, maxId: page.next_max_id ?? '' }
}

describe('a cursor of followers', () => {
  test('works for every account by default', async () => {
    sim.control.setLists(username, { followers: 120 })
    const { page, maxId } = await begin()
    const rest = await readList(askAsOther, pk, { kind: 'followers', count: 50, maxId })
    expect(pksOf([page, ...rest])).toEqual(truth())
  })

  test('is not moved by members that join and leave', async () => {
    sim.control.setLists(username, { followers: 120 })
    const before = truth()
    const { page, maxId } = await begin()
    sim.control.moveMembers(username, 'followers', { kind: 'join', count: 7 })
    sim.control.moveMembers(username, 'followers', { kind: 'leave', count: 60, which: 'newest' })
    const rest = await readList(ask, pk, { kind: 'followers', count: 50, maxId })
    expect(pksOf([page, ...rest]).slice(0, 50)).toEqual(before.slice(0, 50))
    expect(pksOf(rest)).toEqual(truth())
  })

  test.for(['account', 'session'] as const)(
    'is refused, ends the list or begins it again when its %s is another one',
    async (cursors) => {
      sim.control.setLists(username, { followers: 120 })
      const { page, maxId } = await begin()
      const asked = { kind: 'followers', count: 50, maxId } as const
      sim.control.orderLists(username, { cursors, foreign: 'refused' })
      await expect(readPage(askAsOther, pk, asked)).rejects.toThrow('400')
      sim.control.orderLists(username, { foreign: 'empty' })
      const empty = await readPage(askAsOther, pk, asked)
      expect(empty).toMatchObject({ users: [], has_more: false })
      expect(empty.next_max_id ?? null).toBeNull()
      sim.control.orderLists(username, { foreign: 'first_page' })
      expect(pksOf(await readPage(askAsOther, pk, asked))).toEqual(pksOf(page))
      expect(pksOf(await readPage(ask, pk, asked))).toEqual(truth().slice(50, 100))
    },
  )

  test('that is bound to a session ends with it, and one that is bound to an account does not', async () => {
    sim.control.setLists(username, { followers: 120 })
    const { maxId } = await begin()
    const account = sim.accounts[0]
    if (!account) throw new Error('there is no account')
    await login(sim, { ...account, deviceId: 'android-00000000000000ff', proxy: 0 })
    const askAgain = await loggedIn(sim, 0)
    const asked = { kind: 'followers', count: 50, maxId } as const
    sim.control.orderLists(username, { cursors: 'account' })
    expect(pksOf(await readPage(askAgain, pk, asked))).toEqual(truth().slice(50, 100))
    sim.control.orderLists(username, { cursors: 'session' })
    await expect(readPage(askAgain, pk, asked)).rejects.toThrow('400')
    ask = askAgain
  })

  test('belongs to one list', async () => {
    const { maxId } = await begin()
    const other = sim.control.hostileCreators().many_tags
    const { pk: otherPk = '' } = sim.world.creator(other) ?? {}
    const asked = { kind: 'followers', count: 50, maxId } as const
    await expect(readPage(ask, otherPk, asked)).rejects.toThrow('400')
    await expect(readPage(ask, pk, { ...asked, maxId: 'made-up' })).rejects.toThrow('400')
  })
})

test('a cursor of the followed is a number, so that joining members move the others', async () => {
  sim.control.setLists(username, { following: 120 })
  const before = truth('following')
  const { maxId } = await begin('following')
  expect(maxId).toBe('50')
  sim.control.moveMembers(username, 'following', { kind: 'join', count: 2 })
  const rest = await readPage(ask, pk, { kind: 'following', count: 50, maxId })
  expect(pksOf(rest)).toEqual(before.slice(48, 98))
})

describe('the rules of a list', () => {
  test('keep pages as small as they say, so that a session can die after 728 of 1,663', async () => {
    sim.control.setLists(username, { followers: 1_663 })
    sim.control.orderLists(username, { pageSize: 104 })
    const account = sim.accounts[0]?.username ?? ''
    const order = { kind: 'login_required', endpoints: ['followers'], skip: 7, count: 1 } as const
    sim.control.failAccount(account, order)
    const seen: string[] = []
    let maxId: string | undefined
    const readOn = async (): Promise<never> => {
      for (;;) {
        const page = await readPage(ask, pk, {
          kind: 'followers',
          count: 200,
          ...(maxId ? { maxId } : {}),
        })
        seen.push(...pksOf(page))
        maxId = page.next_max_id ?? undefined
      }
    }
    await expect(readOn()).rejects.toThrow('login_required')
    expect(seen).toHaveLength(728)
    ask = await loggedIn(sim, 0)
    const rest = await readList(ask, pk, { kind: 'followers', count: 200, maxId: maxId ?? '' })
    expect([...seen, ...pksOf(rest)]).toEqual(truth())
  })

  test.for([true, false])('show only a part, with or without notice: %s', async (reportsLimit) => {
    sim.control.setLists(username, { followers: 120 })
    sim.control.orderLists(username, { listed: 70, reportsLimit })
    const pages = await readList(ask, pk, { kind: 'followers', count: 50 })
    expect(pksOf(pages)).toEqual(truth().slice(0, 70))
    expect(pages.map((page) => page.should_limit_list_of_followers)).toEqual([false, reportsLimit])
  })

  test.for(['followers', 'following'] as const)(
    'have a cursor on the last page that leads to it again: %s',
    async (kind) => {
      sim.control.setLists(username, { followers: 120, following: 120 })
      sim.control.orderLists(username, { endless: true })
      const pages: ListPage[] = []
      for (let maxId = ''; pages.length < 4; maxId = pages.at(-1)?.next_max_id ?? '')
        pages.push(
          await readPage(ask, pk, { kind, count: 100, ...(maxId === '' ? {} : { maxId }) }),
        )
      expect(pages.map((page) => pksOf(page).length)).toEqual([100, 20, 20, 20])
      expect(pksOf(pages[3] ?? [])).toEqual(truth(kind).slice(100))
    },
  )

  test.for(['followers', 'following'] as const)(
    'begin with those who joined first where the order is ignored: %s',
    async (kind) => {
      sim.control.setLists(username, { followers: 120, following: 120 })
      sim.control.moveMembers(username, kind, { kind: 'leave', count: 7 })
      sim.control.orderLists(username, { ordersByDate: false })
      const pages = await readList(ask, pk, { kind, count: 50 })
      expect(pages.map((page) => pksOf(page).length)).toEqual([50, 50, 13])
      expect(pksOf(pages)).toEqual(truth(kind).toReversed())
    },
  )

  test('repeat the last members of a page at the head of the next', async () => {
    sim.control.setLists(username, { followers: 120 })
    sim.control.orderLists(null, { repeats: 3 })
    const [first, second] = await readList(ask, pk, { kind: 'followers', count: 50 })
    expect(second && pksOf(second).slice(0, 3)).toEqual(first && pksOf(first).slice(-3))
    expect(second?.users).toHaveLength(53)
  })
})

/** The second page of 120 followers in pages of 50: its first and last member, and its cursor. */
const SECOND_PAGES: Record<
  ListFaultKind,
  [pages: [from: number, to: number][], next: number | null]
> = {
  empty: [[], null],
  empty_page: [[], 100],
  lost_page: [[[100, 120]], null],
  end: [[[50, 100]], null],
  limited: [[[50, 100]], null],
  first_page: [[[0, 50]], 50],
  stuck: [[[50, 100]], 50],
  twice: [
    [
      [50, 100],
      [50, 100],
    ],
    100,
  ],
}

describe('a fault of a page', () => {
  test('of every kind has its row in this table', () => {
    expect(Object.keys(SECOND_PAGES)).toEqual(expect.arrayContaining([...LIST_FAULT_KINDS]))
  })

  test.for(LIST_FAULT_KINDS)('meets the page that it was ordered for: %s', async (kind) => {
    sim.control.setLists(username, { followers: 120 })
    sim.control.failLists(username, { kind, list: 'followers', skip: 1, count: 1 })
    await readPage(ask, pk, { kind: 'following', count: 50 })
    const { page, maxId } = await begin()
    expect(pksOf(page)).toEqual(truth().slice(0, 50))
    const second = await readPage(ask, pk, { kind: 'followers', count: 50, maxId })
    const [spans, next] = SECOND_PAGES[kind]
    expect(pksOf(second)).toEqual(spans.flatMap(([from, to]) => truth().slice(from, to)))
    expect(second.should_limit_list_of_followers).toBe(kind === 'limited')
    const after = second.next_max_id ?? null
    if (next === null) return expect(after).toBeNull()
    const third = await readPage(ask, pk, { kind: 'followers', count: 50, maxId: after ?? '' })
    expect(pksOf(third)).toEqual(truth().slice(next, next + 50))
  })

  test('may come by storm, the same for the same client', async () => {
    sim.control.setLists(username, { followers: 500 })
    const lengths = async (): Promise<number[]> => {
      sim.control.stormy({ seed: 'lists', perThousand: {}, listsPerThousand: { empty: 500 } })
      const pages: number[] = []
      for (let at = 0; at < 12; at++) pages.push((await begin()).page.users.length)
      return pages
    }
    const first = await lengths()
    expect(new Set(first)).toEqual(new Set([0, 50]))
    expect(sim.control.struck()).toEqual({ empty: first.filter((length) => length === 0).length })
    expect(await lengths()).toEqual(first)
  })
})

describe('a list is not shown', () => {
  test.for(['followers', 'following'] as const)('of a private creator: %s', async (kind) => {
    sim.control.failTarget(username, { kind: 'private' })
    await expect(readPage(ask, pk, { kind })).rejects.toThrow('Not authorized to view user')
  })

  test.for(['followers', 'following'] as const)('of a deleted creator: %s', async (kind) => {
    sim.control.failTarget(username, { kind: 'deleted' })
    await expect(readPage(ask, pk, { kind })).rejects.toThrow(`unable to fetch ${kind}`)
    await expect(readPage(ask, '5', { kind })).rejects.toThrow(`unable to fetch ${kind}`)
  })

  test('of a poisoned one', async () => {
    sim.control.failTarget(username, { kind: 'poison' })
    await expect(readPage(ask, pk, { kind: 'followers' })).rejects.toThrow('challenge_required')
  })
})
