import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createClock } from '../../../src/base/clock.ts'
import { readSessionOwner } from '../../../src/platforms/instagram/answers/profile-answer.ts'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import {
  anAdapter,
  aHeldAccount,
  credentialsOf,
  failureOf,
  logIn,
  startSim,
} from './held-account.ts'
import { startJsonOrigin } from './origin.ts'

const DAY_MS = 86_400_000

let sim: InstagramSim
beforeAll(async () => {
  sim = await startSim('session-facts', 3)
})
afterAll(() => sim.close())
beforeEach(() => {
  sim.control.clearAll()
  sim.control.setSessionLifetime(null)
})

test('a check tells whose session it is', async () => {
  const session = await logIn(sim, 0)
  const owner = await anAdapter(sim)
    .open(aHeldAccount(sim, 0, { session }))
    .checkSession()
  expect(owner).toEqual({ platformId: platformIdOf(session), username: nameOf(0) })
})

test('a check of a session that has ended says so', async () => {
  const session = await logIn(sim, 0)
  sim.control.endSession(nameOf(0))
  const held = aHeldAccount(sim, 0, { session })

  const error = await failureOf(anAdapter(sim).open(held).checkSession())

  expect(error).toMatchObject({ code: 'login_required' })
  expect(held.ended).toHaveLength(1)
})

test('a session without its login keeps the device, and nothing that logs in', async () => {
  const session = await logIn(sim, 0)
  const device = anAdapter(sim).withoutLogin(session)
  const held = aHeldAccount(sim, 0, { session: device })

  expect(device).not.toMatch(/sessionid|Bearer|ds_user_id/)
  expect(await failureOf(anAdapter(sim).open(held).checkSession())).toMatchObject({
    code: 'login_required',
  })
  await anAdapter(sim).open(held).login(credentialsOf(sim, 0))
  expect(deviceOf(held.saved.at(-1))).toBe(deviceOf(session))
  expect(anAdapter(sim).withoutLogin('no session')).toBeNull()
})

test('an answer that does not say whose session it is comes with a sample without secrets', async () => {
  const session = await logIn(sim, 0)
  const { authorization } = JSON.parse(session) as { authorization: string }
  const origin = await startJsonOrigin({ status: 'ok', user: null, echo: authorization })
  const held = aHeldAccount(sim, 0, { session, proxyUrl: origin.url })

  const error = await failureOf(anAdapter(origin).open(held).checkSession())
  await origin.close()

  expect(error).toMatchObject({ code: 'unexpected_answer' })
  const { sample } = error as { sample: string }
  expect(sample).toContain('"user":null')
  expect(sample).not.toContain(authorization.slice('Bearer '.length))
})

test.for([
  {},
  { user: {} },
  { user: { pk: 1 } },
  { user: { username: 'ada' } },
  { user: { pk: 1, username: '' } },
  { user: { pk: null, username: 'ada' } },
  null,
])('%o does not say whose session it is', (body) => {
  expect(() => readSessionOwner(body)).toThrow('whose session')
})

test('ids may be numbers, and usernames are lower case', () => {
  expect(readSessionOwner({ user: { pk: 42, username: 'Ada' } })).toEqual({
    platformId: '42',
    username: 'ada',
  })
})

test('a saved session says whose it is and when its first cookie ends, in world time', async () => {
  const ahead = 400 * DAY_MS
  const clock = createClock({ worldAt: Date.now() + ahead, realAt: Date.now(), speed: 1 })
  sim.control.setSessionLifetime(2 * 86_400)
  const held = aHeldAccount(sim, 1)

  await anAdapter(sim, { clock }).open(held).login(credentialsOf(sim, 1))

  const facts = held.facts.at(-1)
  expect(facts?.platformId).toBe(platformIdOf(held.saved.at(-1) ?? ''))
  const endsIn = (facts?.expiresAt?.getTime() ?? 0) - Date.now() - ahead
  expect(endsIn).toBeGreaterThan(2 * DAY_MS - 60_000)
  expect(endsIn).toBeLessThanOrEqual(2 * DAY_MS)
})

test('the cookie of the user counts as well as the one of the session', async () => {
  const held = aHeldAccount(sim, 1)

  await anAdapter(sim).open(held).login(credentialsOf(sim, 1))

  // The stand-in’s sessions last a year, its user cookies 90 days.
  const endsIn = (held.facts.at(-1)?.expiresAt?.getTime() ?? 0) - Date.now()
  expect(Math.round(endsIn / DAY_MS)).toBe(90)
})

test('the end of a cookie is the same after it was saved and used again', async () => {
  const first = aHeldAccount(sim, 2)
  await anAdapter(sim).open(first).login(credentialsOf(sim, 2))
  // Whoever comes without a machine id is given a new one.
  const session = (first.saved.at(-1) ?? '').replace('"mid"', '"other"')
  const second = aHeldAccount(sim, 2, { session })

  await anAdapter(sim).open(second).checkSession()

  const ends = [first, second].map(({ facts }) => facts.at(-1)?.expiresAt?.getTime() ?? Number.NaN)
  expect(Math.abs((ends[1] ?? 0) - (ends[0] ?? 0))).toBeLessThan(1_000)
})

test('a session whose cookies have no end has none', async () => {
  const { sessionId } = sim.control.openSession(nameOf(2))
  const { session } = await anAdapter(sim).importSession({ kind: 'sessionid', sessionId }, 'seed')
  const held = aHeldAccount(sim, 2, { session })

  await anAdapter(sim).open(held).checkSession()

  expect(held.facts).toMatchObject([{ expiresAt: null }])
})

const nameOf = (account: number): string => sim.accounts[account]?.username ?? ''

const platformIdOf = (session: string): string | undefined =>
  (
    JSON.parse(session) as { cookies: { cookies: { key: string; value: string }[] } }
  ).cookies.cookies.find(({ key }) => key === 'ds_user_id')?.value

function deviceOf(session: string | undefined): unknown {
  return z.object({ deviceId: z.string() }).parse(JSON.parse(session ?? '')).deviceId
}
