import { pino } from 'pino'
import {
  chromium,
  firefox,
  type Browser,
  type BrowserContext,
  type BrowserType,
  type LaunchOptions,
  type Page,
} from 'playwright-core'
import { Registry } from 'prom-client'
import type { Language } from '../../src/base/languages.ts'
import type { Role } from '../../src/base/roles.ts'
import { createClock, type Clock } from '../../src/base/clock.ts'
import { loadConfig } from '../../src/config.ts'
import { mountConsole } from '../../src/console/index.ts'
import type { Db } from '../../src/db/handles.ts'
import { features } from '../../src/features/index.ts'
import { startSession } from '../../src/features/users/store/sessions.ts'
import { addUser } from '../../src/features/users/store/users.ts'
import { createApp } from '../../src/http/app.ts'
import { ENCRYPTION_KEY } from './encryption-key.ts'
import { createRouter } from '../../src/http/router.ts'
import { listenHttp } from '../../src/http/server.ts'
import { buildServices } from '../../src/services.ts'
import { expect, onTestFinished } from 'vitest'
import { testOnSharedDatabase } from '../fixtures/test.ts'
import { Code } from '../features/users/kit.ts'
import { API_KEY, init } from '../http/kit.ts'
import { findBrowser, findFirefox } from './browser/find.ts'

type Serving = {
  port?: number
  /** Further settings of a gramd that people reach at this address. */
  settings?: (url: string) => Readonly<Record<string, string>>
  clock?: Clock
}

/** Apps of Meta's, so that the console offers to connect accounts; nobody there is asked. */
const APPS = {
  META_APP_ID: '900100200300400',
  META_APP_SECRET: 'f00dcafe00000000000000000000f00d',
  INSTAGRAM_APP_ID: '900100200300401',
  INSTAGRAM_APP_SECRET: 'cafef00d00000000000000000000cafe',
}

/** gramd's API and console on a port, with all features and no worker. */
export async function serveConsole(
  db: Db,
  { port = 0, settings = () => APPS, clock = createClock() }: Serving = {},
) {
  // Settings may name the address, so it listens before there is anything to answer.
  const front = createRouter()
  const server = await listenHttp(front, { host: '127.0.0.1', port })
  const url = `http://127.0.0.1:${server.port}`
  const config = loadConfig({
    SCRAPER_API_KEY: API_KEY,
    GRAMD_ENCRYPTION_KEYS: ENCRYPTION_KEY,
    GRAMD_CRON_TIMEZONE: 'Asia/Almaty',
    ...settings(url),
  })
  const log = pino({ level: 'silent' })
  const { services, wakeSignal } = buildServices(config, features, {
    db,
    clock,
    log,
    logLoss: () => ({ dropped: 0, failing: null }),
    registry: new Registry(),
    instance: 'test',
    random: () => 0.5,
  })
  const app = createApp({
    db,
    log,
    apiKey: API_KEY,
    authenticators: features.flatMap((feature) => feature.authenticators?.(services) ?? []),
    routers: features.flatMap((feature) => feature.routes?.(services) ?? []),
    version: '1.2.3',
    clock,
  })
  const { events, changes } = services
  const { cronTimeZone: timeZone, publicUrl } = config
  const pages = features.flatMap((feature) => feature.pages ?? [])
  const outside = features.flatMap((feature) => feature.outside?.(services) ?? [])
  mountConsole({ app, events, changes, clock, timeZone, publicUrl, pages, outside })
  front.all('*', async (c) => await app.fetch(c.req.raw, c.env))
  return {
    url,
    app,
    services,
    wakeSignal,
    /** A user who has no password yet. */
    async addUser(login: string, role: Role): Promise<{ welcome_code: string }> {
      const answer = await app.request('/api/users', init('POST', { json: { login, role } }))
      return Code.parse(await answer.json())
    },
    async close() {
      await server.close(0)
      await services.events.close()
      await services.background.close()
      await services.changes.close()
    },
  }
}

export type Served = Awaited<ReturnType<typeof serveConsole>>

/** Tests that share a database and a console on it. */
export const test = testOnSharedDatabase.extend<{ $file: { served: Served } }>({
  served: [
    async ({ db }, use) => {
      const served = await serveConsole(db)
      await use(served)
      await served.close()
    },
    { scope: 'file' },
  ],
})

const launch = await findBrowser()
if (launch === null) {
  if (process.env['CI'] === 'true') throw new Error('no browser: set CHROMIUM_PATH')
  console.log('no browser: set CHROMIUM_PATH or install Chrome; the tests of pages are skipped')
}

const testIn = (type: BrowserType, options: LaunchOptions | null) =>
  test
    .extend<{ $file: { browser: Browser } }>({
      browser: [
        async ({}, use) => {
          const browser = await type.launch(options ?? {})
          await use(browser)
          await browser.close()
        },
        { scope: 'file' },
      ],
    })
    .skipIf(options === null)

/** The same in a real browser; skipped where there is none. */
export const browserTest = testIn(chromium, launch)

/** What people do is tried in both, where they are installed. */
export const BROWSERS = [
  { name: 'chromium', test: browserTest },
  { name: 'firefox', test: testIn(firefox, findFirefox()) },
] as const

/** A user with a password that nobody has to compute again, and a session of theirs. */
export async function aUser(db: Db, login: string, role: Role): Promise<{ token: string }> {
  const { id } = await db
    .transaction()
    .execute(async (tx) => await addUser(tx, { login, role, name: login, email: null }))
  return await startSession(db, id, { address: null, userAgent: null })
}

type Visitor = {
  served: Served
  browser: Browser
  /** Signed in with this session. */
  token?: string
  /** The locale of the browser. */
  language?: string
  theme?: 'light' | 'dark'
  width?: number
  hasScripts?: boolean
}

/** Errors of scripts and violations of the policy fail the test; answers of 4xx and cut connections are not. */
function watch(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    const isAnswer =
      /status of (401|403|404|409|422|429|503)|net::ERR_(FAILED|INTERNET_DISCONNECTED)/.test(
        message.text(),
      )
    if (message.type() === 'error' && !isAnswer) faults.push(message.text())
  })
}

/** A page in a browser of its own, until the test ends. */
export async function aVisitor(visitor: Visitor): Promise<Page & { context(): BrowserContext }> {
  const { served, browser, token, language = 'en-GB', theme = 'light', width = 1_360 } = visitor
  const context = await browser.newContext({
    baseURL: served.url,
    locale: language,
    timezoneId: 'UTC',
    colorScheme: theme,
    viewport: { width, height: 860 },
    javaScriptEnabled: visitor.hasScripts ?? true,
  })
  const faults: string[] = []
  onTestFinished(async () => {
    await context.close()
    expect(faults, 'errors of scripts and violations of the policy').toEqual([])
  })
  if (token !== undefined)
    await context.addCookies([
      {
        name: 'gramd',
        value: token,
        domain: '127.0.0.1',
        path: '/console',
        httpOnly: true,
        sameSite: 'Lax',
      },
    ])
  context.on('page', (page) => watch(page, faults))
  return await context.newPage()
}

type Reader = {
  served: Served
  token: string
  language?: Language
}

/** What somebody reads without a browser: the text of a page with one space between words. */
export function aReader({ served, token, language = 'en' }: Reader) {
  const headers = { cookie: `gramd=${token}`, 'accept-language': language }
  const read = async (answer: Response) => {
    const source = await answer.text()
    return {
      status: answer.status,
      address: answer.headers.get('location'),
      /** The sentence that the next page shows once. */
      flash: flashOf(answer),
      source,
      text: source
        .replaceAll(/<style[\s\S]*?<\/style>|<[^>]*>/g, ' ')
        .replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    }
  }
  return {
    open: async (path: string) =>
      await read(await fetch(`${served.url}/console${path}`, { headers, redirect: 'manual' })),
    /** Sends a form as the browser does without scripts; a redirect is not followed. */
    send: async (path: string, fields: Record<string, string> | [string, string][] | FormData) =>
      await read(
        await fetch(`${served.url}/console${path}`, {
          method: 'POST',
          headers: { ...headers, origin: served.url },
          body: fields instanceof FormData ? fields : new URLSearchParams(fields),
          redirect: 'manual',
        }),
      ),
  }
}

function flashOf(answer: Response): string | undefined {
  const given = answer.headers.getSetCookie().find((text) => text.startsWith('gramd_flash='))
  return given && decodeURIComponent(given.slice('gramd_flash='.length).split(';')[0] ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
}
