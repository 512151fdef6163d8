import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { createClock } from '../../src/base/clock.ts'
import { loadConfig } from '../../src/config.ts'
import { mountConsole } from '../../src/console/index.ts'
import type { Db } from '../../src/db/handles.ts'
import { features } from '../../src/features/index.ts'
import { startSession } from '../../src/features/users/store/sessions.ts'
import { addUser } from '../../src/features/users/store/users.ts'
import { createApp } from '../../src/http/app.ts'
import { buildServices } from '../../src/services.ts'

export type Visited = { status: number; text: string; ms: number; bytes: number }

type Visitor = { isOpen?: boolean | undefined }

/** The API and the console as shipped, in this process, visited by an admin. */
export async function openConsole(db: Db) {
  const config = loadConfig({
    SCRAPER_API_KEY: randomBytes(16).toString('hex'),
    GRAMD_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  })
  const log = pino({ level: 'warn' }, pino.destination(2))
  const clock = createClock()
  const { services } = buildServices(config, features, {
    db,
    clock,
    log,
    logLoss: () => ({ dropped: 0, failing: null }),
    registry: new Registry(),
    instance: 'bench',
    random: Math.random,
  })
  const app = createApp({
    db,
    log,
    apiKey: config.apiKey,
    authenticators: features.flatMap((feature) => feature.authenticators?.(services) ?? []),
    routers: features.flatMap((feature) => feature.routes?.(services) ?? []),
    version: 'bench',
    clock,
  })
  const { events, changes } = services
  const pages = features.flatMap((feature) => feature.pages ?? [])
  mountConsole({ app, events, changes, clock, timeZone: config.cronTimeZone, pages })
  const login = `bench-${randomBytes(4).toString('hex')}`
  const user = { login, role: 'admin', name: 'Bench', email: null } as const
  const { id } = await db.transaction().execute(async (tx) => await addUser(tx, user))
  const { token } = await startSession(db, id, { address: null, userAgent: null })
  // Pages for everybody send people who are signed in elsewhere.
  const cookieFor = ({ isOpen = false }: Visitor) => (isOpen ? '' : `gramd=${token}`)
  return {
    /**
     * From the request to the last byte of a page, as a browser gets it, or to the first of a file.
     */
    async measure(path: string, visitor: Visitor): Promise<Omit<Visited, 'text'>> {
      const headers = { cookie: cookieFor(visitor), 'accept-encoding': 'gzip, br' }
      const startedAt = performance.now()
      const answer = await app.request(path, { headers })
      const bytes = isFile(answer)
        ? await firstBytes(answer)
        : (await answer.arrayBuffer()).byteLength
      const ms = performance.now() - startedAt
      return { status: answer.status, ms, bytes }
    },
    async read(path: string, visitor: Visitor = {}): Promise<Visited> {
      const headers = { cookie: cookieFor(visitor) }
      const startedAt = performance.now()
      const answer = await app.request(path, { headers })
      if (isFile(answer)) await answer.body?.cancel()
      const text = isFile(answer) ? '' : await answer.text()
      const ms = performance.now() - startedAt
      return { status: answer.status, text, ms, bytes: Buffer.byteLength(text) }
    },
    close: async () => await services.events.close(),
  }
}

/**
 * Returns whether an answer is a file. A file grows with the data, so its end says nothing about
 * how long a user waits.
 */
const isFile = ({ headers }: Response): boolean =>
  headers.get('content-disposition')?.startsWith('attachment') ?? false

async function firstBytes({ body }: Response): Promise<number> {
  const reader = body?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return first?.value?.byteLength ?? 0
}

export type Console = Awaited<ReturnType<typeof openConsole>>
