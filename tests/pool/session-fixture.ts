import { sql } from 'kysely'
import { pino } from 'pino'
import type { Db } from '../../src/db/handles.ts'
import { LoginRequiredError, PoolRestingError } from '../../src/platforms/errors.ts'
import { sealAccountSecrets, sealSession } from '../../src/pool/state/secrets.ts'
import { keys, scriptedAdapter, type Behaviour, type ScriptedAdapter } from './pool-fixture.ts'

export const accountNamed = async (db: Db, username: string) =>
  await db
    .selectFrom('instagram_accounts')
    .selectAll()
    .where('username', '=', username)
    .executeTakeFirstOrThrow()

/** An account's history, oldest first, without its start. */
export async function eventsOf(db: Db, accountId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('account_events')
    .select('event')
    .where('account_id', '=', accountId)
    .where('event', '!=', 'added')
    .orderBy('id')
    .execute()
  return rows.map(({ event }) => event)
}

export async function alertKinds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('notifications').select('kind').orderBy('kind').execute()
  return rows.map(({ kind }) => kind)
}

export const endpointsOf = (adapter: ScriptedAdapter): string[] =>
  adapter.sent.map(({ endpoint }) => endpoint)

export async function restingUntil(work: Promise<unknown>): Promise<Date> {
  const thrown = await work.catch((error: unknown) => error)
  if (!(thrown instanceof PoolRestingError) || !('until' in thrown.disposition)) throw thrown
  return thrown.disposition.until
}

/** Hours of world time from now until then. */
export async function hoursUntil(db: Db, at: Date): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select world_now() as now`.execute(db)
  return (at.getTime() - (rows[0]?.now.getTime() ?? 0)) / 3_600_000
}

/** A platform on which the sessions of the accounts in `dead` fail until they log in again. */
export function mortalSessions(dead: Set<string>, behave: Behaviour = () => undefined) {
  return scriptedAdapter(async (request) => {
    await behave(request)
    const { username, endpoint } = request
    if (/^login\/(?!prepare)/.test(endpoint)) dead.delete(username)
    else if (dead.has(username) && !endpoint.startsWith('login'))
      throw new LoginRequiredError('login_required')
  })
}

export const sealedSession = (id: string, text: string): Buffer => sealSession(keys, id, text)

export async function setTotpSeed(db: Db, id: string, totpSeed: string): Promise<void> {
  const secrets = sealAccountSecrets(keys, id, { password: 'secret-1', totpSeed })
  await db.updateTable('instagram_accounts').set({ secrets }).where('id', '=', id).execute()
}

export const withoutPassword = async (db: Db): Promise<void> => {
  await db.updateTable('instagram_accounts').set({ secrets: null }).execute()
}

export function recordingLog() {
  const lines: string[] = []
  return { lines, log: pino({ level: 'trace' }, { write: (line) => void lines.push(line) }) }
}
