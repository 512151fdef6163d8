import { sql } from 'kysely'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { Db } from '../../src/db/handles.ts'
import type { PlatformError } from '../../src/platforms/errors.ts'
import type { PlatformAdapter } from '../../src/platforms/adapter.ts'
import { registerPoolGauges } from '../../src/pool/accounts/gauges.ts'
import { createPoolMetrics } from '../../src/pool/state/metrics.ts'
import type { ProxyCareParts } from '../../src/pool/work/proxy-care.ts'
import { keys, LIMITS, scriptedAdapter, type ScriptedAdapter } from './pool-fixture.ts'

const fail = (error: unknown): never => {
  throw error
}

/** What changes accounts needs, with recorded logs and counts. */
export function careParts(
  db: Db,
  options: { limits?: Partial<typeof LIMITS>; adapter?: PlatformAdapter } = {},
): ProxyCareParts & { registry: Registry; lines: Record<string, unknown>[] } {
  const registry = new Registry()
  registerPoolGauges(registry, db, { ...LIMITS, onFault: fail })
  const lines: Record<string, unknown>[] = []
  const write = (line: string): void => void lines.push(JSON.parse(line))
  return {
    db,
    keys,
    limits: { ...LIMITS, ...options.limits },
    adapter: options.adapter ?? scriptedAdapter(),
    log: pino({ base: null }, { write }),
    metrics: createPoolMetrics(registry),
    registry,
    lines,
  }
}

/** Every request of these accounts fails with this error; the others work. */
export const failingFor = (error: Error, ...usernames: string[]): ScriptedAdapter =>
  scriptedAdapter(({ username }) => {
    if (usernames.includes(username)) throw error
  })

/** Every request of every account fails with this error, while proxies reach a neutral target. */
export const failingForAll = (error: Error): ScriptedAdapter =>
  scriptedAdapter(({ endpoint }) => {
    if (endpoint !== 'proxy') throw error
  })

/** The adapter, with this outcome of every proxy check. */
export const withProxyCheck = <T extends PlatformAdapter>(
  adapter: T,
  check: (proxyUrl: string) => PlatformError | number,
): T => ({
  ...adapter,
  checkProxy: async (proxyUrl: string) => {
    const found = check(proxyUrl)
    return typeof found === 'number' ? found : await Promise.reject(found)
  },
})

export const accountNamed = async (db: Db, username: string) =>
  await db
    .selectFrom('instagram_accounts')
    .selectAll()
    .where('username', '=', username)
    .executeTakeFirstOrThrow()

export const proxyWithId = async (db: Db, id: string) =>
  await db.selectFrom('proxies').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

/** Kinds of the raised alerts, sorted. */
export const alertKinds = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('notifications').select('kind').orderBy('kind').execute()).map(
    ({ kind }) => kind,
  )

export const eventsOf = async (db: Db, accountId: string) =>
  await db
    .selectFrom('account_events')
    .select(['event', 'from_state', 'to_state', 'code', 'blames', 'detail'])
    .where('account_id', '=', accountId)
    .where('event', '<>', 'added')
    .orderBy('id')
    .execute()

/** Minutes of world time from now until then. */
export async function minutesUntil(db: Db, at: Date | null | undefined): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select world_now() as now`.execute(db)
  return ((at?.getTime() ?? 0) - (rows[0]?.now.getTime() ?? 0)) / 60_000
}

/** The rejection of the promise. */
export const rejection = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => undefined,
    (error: unknown) => error,
  )

/** The first such change fails like a deadlock victim. */
export async function failOnce(db: Db, change: string): Promise<void> {
  await sql`create sequence faults`.execute(db)
  await sql`
    create function fail_once() returns trigger language plpgsql as $$
    begin
      if nextval('faults') = 1 then raise exception 'deadlock detected' using errcode = '40P01'; end if;
      return new;
    end $$`.execute(db)
  await sql`
    create trigger fail_once before ${sql.raw(change)} for each row execute function fail_once()`.execute(
    db,
  )
}
