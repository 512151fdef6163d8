import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { features } from '../../../src/features/index.ts'
import type { ConnectionChange } from '../../../src/features/services.ts'
import type { Feature } from '../../../src/features/manifest.ts'
import { operations } from '../../../src/features/webhooks/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { anApi, served, type LogLine, type TestApi } from '../../http/kit.ts'
import { Connected, startConnectionWorld, type ConnectionWorld } from '../connections/kit.ts'

export const VERIFY_TOKEN = 'a verify token of the tests'

type Heard = { connectionId: string; changes: readonly ConnectionChange[] }

export type HookWorld = Omit<ConnectionWorld, 'api'> & {
  api: TestApi
  lines: LogLine[]
  /** Where Meta sends to, on a socket. */
  url: string
  /** What a listener was told. */
  heard: Heard[]
  /** Has the listener throw for changes of which this is true. */
  refuse(isRefused: (change: ConnectionChange) => boolean): void
  /** Connects the account of a person of the stand-in; gives its id. */
  account(as: string, options?: { token?: string }): Promise<string>
  disconnect(accountId: string): Promise<Response>
  /** Sends bytes as Meta does, signed with the secret of an app. */
  post(body: string, options?: { secret?: string; signature?: string | null }): Promise<Response>
}

/** gramd on a socket with the stand-in of Meta's API, and a feature that listens. */
export async function startHookWorld(
  db: Db,
  settings: Record<string, string> = {},
): Promise<HookWorld> {
  const heard: Heard[] = []
  let isRefused = (_change: ConnectionChange): boolean => false
  const listener: Feature = {
    name: 'listener',
    tasks: [],
    on: {
      async 'connection.changed'(_tx, event) {
        if (event.changes.some(isRefused)) throw new Error('the listener has a fault')
        heard.push(event)
        await Promise.resolve()
      },
    },
  }
  const world = await startConnectionWorld(db, {
    settings: {
      GRAMD_WEBHOOK_VERIFY_TOKEN: VERIFY_TOKEN,
      META_EXTRA_RIGHTS: 'pages_manage_metadata',
      ...settings,
    },
    features: [...features, listener],
  })
  const api = anApi(db, [mountOperations(world.services, operations)])
  const url = `${await served(api.app)}/api/webhooks/instagram`
  return {
    ...world,
    api,
    lines: api.lines,
    url,
    heard,
    refuse: (refused) => void (isRefused = refused),
    async account(as, options = {}) {
      const login = as === 'creator' ? { query: { login: 'instagram' } } : {}
      const answer = await world.connect({ as }, { ...options, ...login })
      return Connected.parse(await answer.json()).accountId
    },
    disconnect: async (id) => await world.api.send('DELETE', `/api/ig/accounts/${id}`),
    async post(body, { secret = world.sim.apps.facebook.secret, signature } = {}) {
      const hmac = createHmac('sha256', secret).update(body).digest('hex')
      const sent = signature === undefined ? `sha256=${hmac}` : signature
      return await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          ...(sent !== null && { 'x-hub-signature-256': sent }),
        },
      })
    },
  }
}

export const Receipt = z.object({ changes: z.int(), pending: z.int(), ignored: z.int() })

/** A comment as Meta sends it. */
export const aComment = (n: number, changes: object = {}) => ({
  field: 'comments',
  value: {
    id: `1786579934808${n}`,
    from: { id: '232323232', username: 'Aliya.K' },
    text: `Қанша тұрады? ☕ ${n}`,
    media: { id: '17918195224117851', media_product_type: 'FEED' },
    ...changes,
  },
})

export const events = async (db: Db) =>
  await db.selectFrom('webhook_events').selectAll().orderBy('id').execute()

/** The platform's id of a connected account. */
export async function platformIdOf(db: Db, connectionId: string): Promise<string> {
  const { rows } = await sql<{ platform_id: string }>`
    select platform_id from connections where id = ${connectionId}::uuid`.execute(db)
  const [row] = rows
  if (!row) throw new Error(`no connection ${connectionId}`)
  return row.platform_id
}

/** A notification about one account. */
export const notification = (accountId: string, changes: readonly object[]): string =>
  JSON.stringify({ object: 'instagram', entry: [{ id: accountId, time: 1_520_622_968, changes }] })
