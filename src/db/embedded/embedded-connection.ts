import { setTimeout as delay } from 'node:timers/promises'
import { codeOf } from '../../base/errors.ts'
import { connectClient, withClient } from '../connect.ts'

/** The limit (real ms) of checks of the embedded server. */
const STATEMENT_MS = 60_000
/** How long the server may still list closed connections. */
const CLOSING_MS = 1_000
/** For connections that only check the server. */
const APPLICATION_NAME = 'gramd embedded'

/** 'busy' means any answer of a server that is not ready. */
export async function ask(url: string): Promise<'ready' | 'refused' | 'busy'> {
  try {
    await query(url, 'select 1')
    return 'ready'
  } catch (error) {
    return codeOf(error) === 'ECONNREFUSED' ? 'refused' : 'busy'
  }
}

export async function query(url: string, text: string): Promise<unknown[]> {
  const { rows } = await withClient(
    { url, applicationName: APPLICATION_NAME, statementMs: STATEMENT_MS },
    async (client) => await client.query(text),
  )
  return rows
}

/** Whether there are other connections. An unreachable server counts as used: leave it alone. */
export async function isUsed(adminUrl: string): Promise<boolean> {
  const deadline = Date.now() + CLOSING_MS
  for (;;) {
    const others = await query(
      adminUrl,
      `select 1 from pg_stat_activity
       where backend_type = 'client backend' and application_name <> '${APPLICATION_NAME}' limit 1`,
    ).catch(() => undefined)
    if (others?.length === 0) return false
    if (others === undefined || Date.now() > deadline) return true
    await delay(50)
  }
}

/** A connection held while a process uses the server; does not keep the process alive. */
export type Presence = { readonly lost: boolean; end(): Promise<void> }

/** Marks the server as used, so that no process stops it between two connections of this one. */
export async function bePresent(adminUrl: string): Promise<Presence> {
  let lost = false
  const client = await connectClient({
    url: adminUrl,
    applicationName: 'gramd presence',
    statementMs: STATEMENT_MS,
    onError: () => (lost = true),
  })
  client.on('end', () => (lost = true))
  client.keepsAlive(false)
  return {
    get lost() {
      return lost
    },
    async end() {
      if (lost) return
      client.keepsAlive(true)
      await client.end()
    },
  }
}
