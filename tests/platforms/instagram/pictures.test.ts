import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { InterruptedError } from '../../../src/base/errors.ts'
import { PictureFailedError } from '../../../src/platforms/target-errors.ts'
import type { InstagramSim, PictureFaultKind } from '../../../sim/instagram/index.ts'
import { createClock } from '../../../src/base/clock.ts'
import {
  anAdapter,
  aHeldAccount,
  failureOf,
  logged,
  logIn,
  startSim,
  type TestHeldAccount,
} from './held-account.ts'

const now = Date.now()
/** World time runs so fast that no pause between pictures is felt. */
const clock = createClock({ worldAt: now, realAt: now, speed: 1_000 })
const ADDRESS = 'https://scontent.cdninstagram.com/v/t51.2885-15/123_n.jpg?stp=dst&oe=7FFFFFFF'
const FOREIGN = 'scontent-ams2-1.xx.fbcdn.net/v/t51.2885-15/124_n.jpg?oe=7FFFFFFF'

let sim: InstagramSim
let sessions: string[]
beforeAll(async () => {
  sim = await startSim('pictures', 2)
  sessions = [await logIn(sim, 0), await logIn(sim, 1)]
})
afterAll(async () => await sim.close())
beforeEach(() => {
  sim.control.clearAll()
  logged.length = 0
})

const seatOf = (account: number, more: Partial<TestHeldAccount> = {}): TestHeldAccount =>
  aHeldAccount(sim, account, { session: sessions[account] ?? null, ...more })

const fetch = async (
  address: string,
  { held = seatOf(0), pictureTimeoutMs = 5_000 } = {},
): Promise<Buffer> =>
  await anAdapter(sim, { clock, pictureTimeoutMs }).open(held).fetchPicture(address)

test('a picture comes through the proxy of the account, outside the budget, and does not reveal the account', async () => {
  const visits = sim.pictureVisits().length
  const requests = sim.referee.report().requests
  const held = seatOf(1)

  const picture = await fetch(ADDRESS, { held })
  const again = await fetch(`https://${FOREIGN}`, { held })

  expect(picture.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
  expect(again.equals(picture)).toBe(false)
  expect(sim.pictureVisits().slice(visits)).toMatchObject([
    { proxy: 1, answer: 'picture', path: '/v/t51.2885-15/123_n.jpg?stp=dst&oe=7FFFFFFF' },
    { proxy: 1, answer: 'picture' },
  ])
  expect(sim.referee.report().requests).toBe(requests)
  expect({ ended: held.ended, saved: held.saved }).toEqual({ ended: [], saved: [] })
  expect(sim.referee.violations()).toEqual([])
})

test.for([
  ['another host', 'https://example.com/a.jpg'],
  ['a host whose name only begins so', 'https://scontent.cdninstagram.com.evil.example/a.jpg'],
  ['a host whose name only ends alike', 'https://evilcdninstagram.com/a.jpg'],
  ['the domain itself', 'https://fbcdn.net/a.jpg'],
  ['plain HTTP', ADDRESS.replace('https', 'http')],
  ['another port', ADDRESS.replace('.com', '.com:8443')],
  ['credentials', ADDRESS.replace('//', '//user:password@')],
  ['an address of the machine', 'https://127.0.0.1/a.jpg'],
  ['no address', 'picture'],
] as const)('nothing is asked of %s', async ([, address]) => {
  const visits = sim.pictureVisits().length
  expect(await failureOf(fetch(address))).toMatchObject({ fault: 'foreign_address' })
  expect(sim.pictureVisits()).toHaveLength(visits)
})

describe('a picture that is not to be had is one error, whatever was wrong', () => {
  const faults: [PictureFaultKind, PictureFailedError['fault']][] = [
    ['expired', 'gone'],
    ['not_found', 'gone'],
    ['server_error', 'refused'],
    ['redirect', 'refused'],
    ['huge', 'too_large'],
    ['endless', 'too_large'],
    ['page', 'not_a_picture'],
    ['truncated', 'no_answer'],
    ['reset', 'no_answer'],
  ]
  test.for(faults)('%s', async ([kind, fault]) => {
    sim.control.failPictures({ kind, count: 1 })
    const error = await failureOf(fetch(ADDRESS))
    expect(error).toBeInstanceOf(PictureFailedError)
    expect(error).toMatchObject({ fault })
    expect(String(error)).not.toContain('cdninstagram')
    expect((await fetch(ADDRESS)).length).toBeGreaterThan(500)
  })

  test('a signature that has expired', async () => {
    expect(await failureOf(fetch(ADDRESS.replace('7FFFFFFF', '60000000')))).toMatchObject({
      fault: 'gone',
    })
  })

  test('slow', async () => {
    sim.control.failPictures({ kind: 'slow', count: 1 })
    expect(await failureOf(fetch(ADDRESS, { pictureTimeoutMs: 300 }))).toMatchObject({
      fault: 'no_answer',
    })
  })

  test('a dead proxy', async () => {
    sim.control.failProxy(0, { kind: 'dead' })
    expect(await failureOf(fetch(ADDRESS))).toMatchObject({ fault: 'proxy' })
  })

  test('a proxy that does not know the account', async () => {
    sim.control.failProxy(0, { kind: 'refuse_credentials' })
    expect(await failureOf(fetch(ADDRESS))).toMatchObject({ fault: 'proxy' })
  })

  test('a content network with an untrusted certificate', async () => {
    const adapter = anAdapter(sim, { clock, ca: 'none' })
    expect(await failureOf(adapter.open(seatOf(0)).fetchPicture(ADDRESS))).toMatchObject({
      fault: 'proxy',
    })
  })
})

test('pictures keep a distance of world time from each other', async () => {
  const slept: number[] = []
  const listening = {
    ...clock,
    sleep: async (ms: number, signal?: AbortSignal) => {
      slept.push(ms)
      await clock.sleep(ms, signal)
    },
  }
  const session = anAdapter(sim, { clock: listening }).open(seatOf(0))
  await session.fetchPicture(ADDRESS)
  await session.fetchPicture(ADDRESS)
  expect(slept).toEqual([400, 400])
})

test('a picture ends at once when its account is taken away', async () => {
  const end = new AbortController()
  const reason = new InterruptedError('the account was given back')
  sim.control.failPictures({ kind: 'slow' })
  const visits = sim.pictureVisits().length
  const failure = failureOf(fetch(ADDRESS, { held: seatOf(0, { signal: end.signal }) }))
  await expect.poll(() => sim.pictureVisits().length).toBe(visits + 1)

  end.abort(reason)

  expect(await failure).toBe(reason)
})

test('secrets and signed addresses are never logged', async () => {
  await fetch(ADDRESS)
  sim.control.failPictures({ kind: 'expired' })
  await failureOf(fetch(ADDRESS))
  expect(logged.join()).not.toContain('oe=')
})
