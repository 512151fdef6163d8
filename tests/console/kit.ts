import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { pino } from 'pino'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { Registry } from 'prom-client'
import type { Role } from '../../src/base/roles.ts'
import { createClock } from '../../src/base/clock.ts'
import { loadConfig } from '../../src/config.ts'
import { mountConsole } from '../../src/console/index.ts'
import type { Db } from '../../src/db/database.ts'
import { features } from '../../src/features/index.ts'
import { startSession } from '../../src/features/users/sessions-store.ts'
import { addUser } from '../../src/features/users/users-store.ts'
import { createApp } from '../../src/http/app.ts'
import { listenHttp } from '../../src/http/server.ts'
import { buildServices } from '../../src/services.ts'
import { expect, onTestFinished } from 'vitest'
import { testOnSharedDatabase } from '../fixtures/test.ts'
import { Code } from '../features/users/kit.ts'
import { API_KEY, init } from '../http/kit.ts'
import { findBrowser } from './browser/find.ts'

/** gramd's API and console on a port, with all features and no worker. */
async function serveConsole(db: Db) {
  const config = loadConfig({
    SCRAPER_API_KEY: API_KEY,
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    GRAMD_CRON_TIMEZONE: 'Asia/Almaty',
  })
  const log = pino({ level: 'silent' })
  const clock = createClock()
  const { services } = buildServices(config, features, {
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
  mountConsole({ app, events: services.events, clock, timeZone: config.cronTimeZone })
  const server = await listenHttp(app, { host: '127.0.0.1', port: 0 })
  return {
    url: `http://127.0.0.1:${server.port}`,
    app,
    services,
    /** A user who has no password yet. */
    async addUser(login: string, role: Role): Promise<{ welcome_code: string }> {
      const answer = await app.request('/api/users', init('POST', { json: { login, role } }))
      return Code.parse(await answer.json())
    },
    async close() {
      await server.close(0)
      await services.events.close()
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

/** The same in a real browser; skipped where there is none. */
export const browserTest = test
  .extend<{ $file: { browser: Browser } }>({
    browser: [
      async ({}, use) => {
        const browser = await chromium.launch(launch ?? {})
        await use(browser)
        await browser.close()
      },
      { scope: 'file' },
    ],
  })
  .skipIf(launch === null)

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
  language?: 'en-GB' | 'ru-RU'
  theme?: 'light' | 'dark'
  width?: number
  hasScripts?: boolean
}

/** Errors of scripts and violations of the policy fail the test; answers of 4xx and cut connections are not. */
function watch(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    const isAnswer = /status of (401|403|404|409|422|429|503)|net::ERR_FAILED/.test(message.text())
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
  const page = await context.newPage()
  watch(page, faults)
  return page
}

/** A few tasks in every state, and accounts that need a person. */
export async function fillConsole(db: Db, { text = 'the connection was closed' } = {}) {
  await sql`
    insert into scrape_tasks (task_type, status, priority, payload, attempts, started_at, completed_at, error_code, error_message, result)
    select type, status, 5, jsonb_build_object('note', ${text}::text, 'list', jsonb_build_array(1, 2)),
      case status when 'failed' then 3 else 0 end,
      case when status <> 'pending' then now() - interval '5 minutes' end,
      case when status in ('done', 'failed', 'cancelled') then now() - n * interval '90 seconds' end,
      case status when 'failed' then 'transient' end,
      case status when 'failed' then ${text}::text end,
      case status when 'done' then jsonb_build_object('says', ${text}::text) end
    from unnest(array['full_scrape', 'ai_analysis', 'discover']) type,
      unnest(array['pending', 'done', 'failed', 'cancelled']) status,
      generate_series(1, 20) n`.execute(db)
  await sql`
    insert into instagram_accounts (username, state, device_seed) values
      ('kitchen_pool', 'needs_operator', 'one'), ('bakery_pool', 'needs_login', 'two'),
      ('garden_pool', 'paused', 'three')
    on conflict (username) do nothing`.execute(db)
}
