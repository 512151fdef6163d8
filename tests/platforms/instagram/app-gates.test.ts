import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { FORMER_APP, NEWEST_APP } from '../../../src/accounts/app-profiles.ts'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import { anAdapter, aHeldAccount, credentialsOf, failureOf, startSim } from './held-account.ts'

let sim: InstagramSim
beforeAll(async () => {
  sim = await startSim('app-gates', 6)
})
afterAll(() => sim.close())
beforeEach(() => sim.control.clearAll())

/** What the configured app of the process is. */
const withApp = (app = NEWEST_APP) => anAdapter(sim, { app })

/** A session of an account that was made with this app, and what it needs to be used. */
async function sessionOf(account: number, app = NEWEST_APP) {
  sim.control.setAppFloors({ logins: '0.0.0.0.0' })
  const held = aHeldAccount(sim, account, { app: null })
  await withApp(app).open(held).login(credentialsOf(sim, account))
  sim.control.clearAll()
  return held.saved.at(-1) ?? ''
}

test('a login of an old app is refused, and says what to do; its session goes on', async () => {
  const session = await sessionOf(0, FORMER_APP)
  const held = aHeldAccount(sim, 0, { session, app: FORMER_APP })

  const error = await failureOf(
    withApp(FORMER_APP)
      .open(aHeldAccount(sim, 1, { app: null }))
      .login(credentialsOf(sim, 1)),
  )
  const owner = await withApp().open(held).checkSession()

  expect(error).toMatchObject({
    code: 'login_outdated',
    owner: 'account',
    appVersion: '428.0.0.47.67',
    message: expect.stringMatching(
      /refuses logins from app 428\.0\.0\.47\.67 .*gramd accounts session set ACCOUNT --session-file FILE.*GRAMD_INSTAGRAM_APP_VERSION.*449\.0\.0\.52\.84 \/ 1079242191/,
    ),
  })
  expect(owner.username).toBe(sim.accounts[0]?.username)
  expect(sim.referee.violations()).toEqual([])
})

test('an invented user is refused for the app alike, and the newest app logs in', async () => {
  const nobody = aHeldAccount(sim, 1, { username: 'nobody_at_all', app: null })
  const error = await failureOf(
    withApp(FORMER_APP).open(nobody).login({ password: 'x', totpSeed: null }),
  )
  const held = aHeldAccount(sim, 1, { app: null })
  await withApp().open(held).login(credentialsOf(sim, 1))

  expect(error).toMatchObject({ code: 'login_outdated' })
  expect(held.facts.at(-1)?.app).toEqual(NEWEST_APP)
})

test('an app below the floor of all requests is refused in each of the known forms', async () => {
  const session = await sessionOf(2, FORMER_APP)
  sim.control.setAppFloors({ requests: '440.0.0.0.0' })
  const instagram = withApp().open(aHeldAccount(sim, 2, { session, app: FORMER_APP }))

  for (const _form of ['checkpoint', 'challenge', 'status 467'])
    expect(await failureOf(instagram.checkSession())).toMatchObject({
      code: 'app_outdated',
      owner: 'pool',
      appVersion: '428.0.0.47.67',
    })

  // Its update is enough: device and session stay.
  await withApp()
    .open(aHeldAccount(sim, 2, { session, app: NEWEST_APP }))
    .checkSession()
  expect(sim.referee.violations()).toEqual([])
})

test('a login below the floor of all requests is the fault of the login alone', async () => {
  sim.control.setAppFloors({ requests: '440.0.0.0.0' })
  const held = aHeldAccount(sim, 3, { app: null })
  const error = await failureOf(withApp(FORMER_APP).open(held).login(credentialsOf(sim, 3)))
  expect(error).toMatchObject({ code: 'login_outdated' })
  expect(held.ended.map(([endpoint]) => endpoint)).toEqual(['qe/sync'])
})

test('a session keeps its app whatever is configured, until it logs in again', async () => {
  const session = await sessionOf(4, FORMER_APP)
  const held = aHeldAccount(sim, 4, { session, app: FORMER_APP })
  const instagram = withApp().open(held)
  await instagram.checkSession()
  expect(held.facts.every(({ app }) => app?.version === FORMER_APP.version)).toBe(true)

  await instagram.login(credentialsOf(sim, 4))
  await instagram.checkSession()

  expect(held.facts.at(-1)?.app).toEqual(NEWEST_APP)
  expect(sim.referee.violations()).toEqual([])
})

test('a login never sets the app of an account back', async () => {
  const newer = { ...NEWEST_APP, version: '451.0.0.1.2' }
  const held = aHeldAccount(sim, 4, { app: newer })
  await withApp().open(held).login(credentialsOf(sim, 4))
  expect(held.facts.at(-1)?.app).toEqual(newer)
})

test('a session that was stored without its app goes on as it did, and keeps that from then on', async () => {
  const session = await sessionOf(5, FORMER_APP)
  const byDefault = aHeldAccount(sim, 5, { session, app: null })
  await withApp().open(byDefault).checkSession()
  expect(byDefault.facts.map(({ app }) => app)).toEqual([FORMER_APP])

  const other = { ...NEWEST_APP, version: '451.0.0.1.2' }
  const configured = aHeldAccount(sim, 5, { session, app: null })
  await withApp(other).open(configured).checkSession()
  expect(configured.facts.map(({ app }) => app)).toEqual([other])
  expect(sim.referee.violations()).toEqual([])
})

test('the stand-in tells when the app of a session is set back', async () => {
  const session = await sessionOf(3)
  await withApp()
    .open(aHeldAccount(sim, 3, { session, app: NEWEST_APP }))
    .checkSession()
  await withApp()
    .open(aHeldAccount(sim, 3, { session, app: FORMER_APP }))
    .checkSession()
  expect(sim.referee.violations().map(({ rule }) => rule)).toEqual(['app_set_back'])
})
