import { Registry } from 'prom-client'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { loadConfig } from '../../../src/config.ts'
import { createPoolReaders } from '../../../src/pool/budget/pool-readers.ts'
import { operations } from '../../../src/features/accounts/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { checkNewAccounts } from '../../../src/features/accounts/tasks/check-new-accounts.ts'
import { operations as groups } from '../../../src/features/publishing/groups/operations/index.ts'
import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import type { Router } from '../../../src/http/router.ts'
import { createPoolMetrics } from '../../../src/pool/state/metrics.ts'
import type { Pool } from '../../../src/pool/work/pool.ts'
import type { ProxyCareParts } from '../../../src/pool/work/proxy-care.ts'
import { aCheckedApp, aLog, API_KEY, init, type LogLine } from '../../http/kit.ts'
import {
  clockOf,
  keys,
  LIMITS,
  poolOn,
  scriptedAdapter,
  type Behaviour,
  type ScriptedAdapter,
} from '../../pool/pool-fixture.ts'

const Body = z.looseObject({
  id: z.string().optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
  state: z.string().optional(),
  data: z.array(z.looseObject({})).optional(),
  next_cursor: z.string().nullable().optional(),
  errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
})
type Answer = {
  status: number
  body: z.output<typeof Body>
  text: string
  headers: Headers
}

export type AccountsWorld = {
  app: Router
  adapter: ScriptedAdapter
  pool: Pool
  parts: ProxyCareParts
  lines: LogLine[]
  send(method: string, path: string, json?: unknown, token?: string): Promise<Answer>
  /** Adds a proxy and an account on it, `{ password }` if nothing else is said; gives the account's path. */
  add(username: string, fields?: Record<string, unknown>): Promise<string>
}

/** The API of accounts, proxies and the pool, on a scripted platform; waiting moves world time instead of taking any. */
export function accountsWorld(db: Db, behave?: Behaviour): AccountsWorld {
  const { log, lines } = aLog()
  const adapter = scriptedAdapter(behave)
  const clock = clockOf(db)
  const registry = new Registry()
  const metrics = createPoolMetrics(registry)
  const pool = poolOn(db, adapter, { log, metrics, clock })
  const parts = { db, log, limits: LIMITS, metrics, keys, adapter }
  const queue = createQueue([checkNewAccounts], () => undefined)
  const config = loadConfig({
    SCRAPER_API_KEY: 'operator-key-of-the-tests',
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('test'),
  })
  const services = { db, log, pool, poolContext: parts, queue, connections: null, clock, config }
  const app = aCheckedApp({
    db,
    log,
    apiKey: API_KEY,
    routers: [
      mountOperations(
        { ...services, ...createPoolReaders(services.db, services.poolContext.limits) },
        operations,
      ),
      mountOperations(services, groups),
    ],
    version: 'test',
    metrics: registry,
    clock,
  })
  const send: AccountsWorld['send'] = async (method, path, json, token = API_KEY) => {
    const answer = await app.request(path, init(method, { json, token }))
    const text = await answer.text()
    const isJson = text.startsWith('{')
    const body = Body.parse(isJson ? JSON.parse(text) : {})
    return { status: answer.status, text, body, headers: answer.headers }
  }
  let port = 9100
  return {
    app,
    adapter,
    pool,
    parts,
    lines,
    send,
    async add(username, fields = { password: 'hunter-2-password' }) {
      port += 1
      const proxy = await send('POST', '/api/proxies', {
        url: `http://user:proxy-password@127.0.0.1:${port}`,
      })
      const added = await send('POST', '/api/accounts', {
        username,
        proxy_id: proxy.body.id,
        ...fields,
      })
      if (added.status !== 201) throw new Error(added.text)
      return `/api/accounts/${added.body.id}`
    },
  }
}
