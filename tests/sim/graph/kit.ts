import { createHmac } from 'node:crypto'
import { test as base } from 'vitest'
import type { Clock } from '../../../src/base/clock.ts'
import type { Consent } from '../../../sim/graph/dialogs.ts'
import {
  startGraphStandIn,
  type GraphStandIn,
  type GraphStandInOptions,
} from '../../../sim/graph/index.ts'
import type { Login } from '../../../sim/graph/grants.ts'

export { expect } from 'vitest'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const REDIRECT = 'http://127.0.0.1:9/api/ig/auth/callback'
const START = '2026-11-20T10:00:00Z'
const RIGHTS = {
  facebook: 'instagram_basic,pages_show_list,pages_read_engagement,instagram_manage_insights',
  instagram: 'instagram_business_basic,instagram_business_manage_insights',
}

/** World time that a test moves. */
class TestClock implements Clock {
  #at = Date.parse(START)

  now(): Date {
    return new Date(this.#at)
  }

  realMs(worldMs: number): number {
    return worldMs
  }

  async sleep(worldMs: number): Promise<void> {
    this.#at += worldMs
  }

  pass(ms: number): void {
    this.#at += ms
  }
}

// Answers are foreign text; tests say with toEqual and toMatchObject what they expect in them.
type Answer = { status: number; headers: Headers; text: string; body: Json }
type Json = { [name: string]: Json } & Json[] & string & number

type Ask = { token?: string; query?: Record<string, string>; method?: string; proof?: boolean }

export type World = {
  clock: TestClock
  sim: GraphStandIn
  /** The address of a dialog, with a state of its own. */
  dialog(login: Login, extra?: Record<string, string>): string
  /** Sends to one of the hosts, with proof unless told otherwise. */
  ask(login: Login, path: string, ask?: Ask): Promise<Answer>
  /** A form for one of Meta's endpoints for codes and tokens. */
  post(url: string, form: Record<string, string>): Promise<Answer>
  /** From the dialog to the long-lived token. */
  connect(login: Login, consent: Consent, extra?: Record<string, string>): Promise<string>
}

export async function startWorld(options: Partial<GraphStandInOptions> = {}): Promise<World> {
  const clock = new TestClock()
  const sim = await startGraphStandIn({ seed: 'test', clock, ...options })
  let states = 0

  const dialog: World['dialog'] = (login, extra = {}) => {
    states += 1
    const base =
      login === 'facebook'
        ? `${sim.hosts.dialog}/v25.0/dialog/oauth`
        : `${sim.hosts.instagramAuth}/oauth/authorize`
    const query = new URLSearchParams({
      client_id: sim.apps[login].id,
      redirect_uri: REDIRECT,
      response_type: 'code',
      state: `state-of-this-test-number-${states}`,
      scope: RIGHTS[login],
      ...extra,
    })
    return `${base}?${query.toString()}`
  }

  const ask: World['ask'] = async (
    login,
    path,
    { token, query = {}, method = 'GET', proof = true } = {},
  ) => {
    const version = /^(access_token|refresh_access_token)/.test(path) ? '' : '/v25.0'
    const url = new URL(`${sim.hosts[login]}${path.startsWith('/') ? '' : `${version}/`}${path}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    if (token !== undefined && proof && login === 'facebook') {
      url.searchParams.set('appsecret_proof', proofOf(token, sim.apps.facebook.secret))
    }
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return await read(await fetch(url, { method, headers }))
  }

  const post: World['post'] = async (url, form) =>
    await read(await fetch(url, { method: 'POST', body: new URLSearchParams(form) }))

  const connect: World['connect'] = async (login, consent, extra) => {
    const way = new URL(sim.control.consent(dialog(login, extra), consent))
    const app = sim.apps[login]
    const code = way.searchParams.get('code') ?? ''
    const form = { client_id: app.id, client_secret: app.secret, redirect_uri: REDIRECT, code }
    const address =
      login === 'facebook'
        ? `${sim.hosts.facebook}/v25.0/oauth/access_token`
        : `${sim.hosts.instagramApi}/oauth/access_token`
    const grant = login === 'facebook' ? {} : { grant_type: 'authorization_code' }
    const short = await post(address, { ...form, ...grant })
    const token = String(short.body['access_token'])
    const { id: client_id, secret: client_secret } = app
    const long =
      login === 'facebook'
        ? await post(address, {
            grant_type: 'fb_exchange_token',
            client_id,
            client_secret,
            fb_exchange_token: token,
          })
        : await ask('instagram', 'access_token', {
            query: { grant_type: 'ig_exchange_token', client_secret, access_token: token },
          })
    return String(long.body['access_token'])
  }
  return { clock, sim, dialog, ask, post, connect }
}

const proofOf = (token: string, secret: string): string =>
  createHmac('sha256', secret).update(token).digest('hex')

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  const body = (isJson ? JSON.parse(text) : {}) as Json
  return { status: response.status, headers: response.headers, text, body }
}

/** `test` with its own stand-in. */
export const test = base.extend<{ world: World }>({
  world: async ({}, use) => {
    const world = await startWorld()
    await use(world)
    await world.sim.close()
  },
})

/** The page token of the account of a person with one page. */
export async function pageToken(
  world: World,
  as: string,
  extra?: Record<string, string>,
): Promise<{ token: string; ig: string }> {
  const token = await world.connect('facebook', { as }, extra)
  const fields = 'access_token,instagram_business_account'
  const { body } = await world.ask('facebook', 'me/accounts', { token, query: { fields } })
  const page = body['data']?.[0]
  return {
    token: String(page?.['access_token']),
    ig: String(page?.['instagram_business_account']?.['id']),
  }
}
