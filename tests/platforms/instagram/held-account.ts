import { pino } from 'pino'
import { createClock } from '../../../src/base/clock.ts'
import {
  createInstagramAdapter,
  type InstagramAdapterOptions,
} from '../../../src/platforms/instagram/adapter.ts'
import { outcomeOf } from '../../../src/platforms/errors.ts'
import type { PlatformAccount, PlatformAdapter } from '../../../src/platforms/adapter.ts'
import type { LoginCredentials, SessionFacts } from '../../../src/platforms/account-session.ts'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'

/** A build of its own, which no default is. */
export const APP = {
  version: '449.0.0.52.99',
  versionCode: '1079242199',
  bloksVersionId: 'b10c'.repeat(16),
}

const UNLIMITED = {
  requestsPerHour: 100_000,
  requestsPerDay: 100_000,
  minGapSeconds: 0,
  loginsPer6Hours: 1_000,
  loginsPerDay: 1_000,
}

/** A small stand-in whose referee minds everything but how much is asked. */
export const startSim = (seed: string, accounts: number): Promise<InstagramSim> =>
  startInstagramSim({
    seed,
    clock: createClock(),
    accounts,
    proxies: accounts,
    creators: 5_000,
    limits: UNLIMITED,
  })

/** Lines that the adapter logs, for tests that look for secrets. */
export const logged: string[] = []
const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) })

export const anAdapter = (
  sim: Pick<InstagramSim, 'caPem'>,
  options: Partial<InstagramAdapterOptions> = {},
): PlatformAdapter =>
  createInstagramAdapter({
    app: APP,
    storiesPerRequest: 5,
    timeoutMs: 5_000,
    ca: sim.caPem,
    proxyCheckTarget: 'example.com:443',
    log,
    clock: createClock(),
    ...options,
  })

/** An account that records what it receives. */
export type TestHeldAccount = PlatformAccount & {
  /** Endpoint and outcome of each request that has ended. */
  ended: [endpoint: string, outcome: string][]
  /** The request before each moment at which the adapter said that it is logged in. */
  acceptedAfter: string[]
  /** Every session that was saved, in order. */
  saved: string[]
  /** What was said of each of them. */
  facts: SessionFacts[]
  /** The most requests that were ever reserved at the same time. */
  maxAtOnce: number
}

export function aHeldAccount(
  sim: Pick<InstagramSim, 'accounts' | 'proxies'>,
  account: number,
  options: Partial<PlatformAccount> = {},
): TestHeldAccount {
  let open = 0
  const held: TestHeldAccount = {
    username: sim.accounts[account]?.username ?? 'nobody',
    deviceSeed: `device-${account}`,
    session: null,
    app: APP,
    proxyUrl: sim.proxies[account]?.url ?? '',
    signal: new AbortController().signal,
    async reserve(endpoint) {
      open += 1
      held.maxAtOnce = Math.max(held.maxAtOnce, open)
      return async (error) => {
        open -= 1
        held.ended.push([endpoint, outcomeOf(error)])
      }
    },
    async saveSession(session, facts) {
      held.saved.push(session)
      held.facts.push(facts)
    },
    async loggedIn() {
      held.acceptedAfter.push(held.ended.at(-1)?.[0] ?? '')
    },
    ended: [],
    acceptedAfter: [],
    saved: [],
    facts: [],
    maxAtOnce: 0,
    ...options,
  }
  return held
}

/** The session text of an account after a login. */
export async function logIn(sim: InstagramSim, account: number): Promise<string> {
  const held = aHeldAccount(sim, account)
  await anAdapter(sim).open(held).login(credentialsOf(sim, account))
  return held.saved.at(-1) ?? ''
}

export const credentialsOf = (sim: InstagramSim, account: number): LoginCredentials => ({
  password: passwordOf(sim, account),
  totpSeed: null,
})

export const passwordOf = (sim: InstagramSim, account: number): string =>
  sim.accounts[account]?.password ?? ''

/** What the promise rejects with; fails when it does not. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}
