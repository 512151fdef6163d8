import { sql } from 'kysely'
import { readModelEnd } from './ai/models/model-end.ts'
import { ownBuild } from './base/build.ts'
import { fail, ok, warn, type Finding } from './base/finding.ts'
import { inGigabytes } from './base/files/free-space.ts'
import type { Config } from './config.ts'
import { countStates } from './connections/gauges.ts'
import type { Db } from './db/handles.ts'
import { readMigrations } from './db/migrations/migration-files.ts'
import {
  describeNewer,
  readApplied,
  schemaFault,
  schemaState,
  type SchemaState,
} from './db/migrations/schema-state.ts'
import { examineServer } from './db/server/server-checks.ts'
import {
  reportServer,
  requireServerVersion,
  type ServerVersion,
} from './db/server/server-version.ts'
import { compareTimeZones } from './db/server/time-zones.ts'
import { refuseShiftedClock } from './db/world-clock.ts'
import { model, tableEnd } from './doctor-ages.ts'
import { examineKeys } from './pool/accounts/check-keys.ts'
import type { SealedColumn } from './pool/accounts/sealed-columns.ts'
import { listProxies } from './pool/proxies/store/proxies/proxies.ts'

/** Codes of a second factor are valid for 30 s, and Instagram accepts the neighbouring ones. */
const MAX_CLOCK_DIFFERENCE_MS = 15_000
/** The number of dead proxies that one finding names. */
const NAMED_PROXIES = 5

async function connections(db: Db): Promise<Finding> {
  const states = await countStates(db)
  const waiting = states.flatMap(({ state, count }) =>
    ['auth_error', 'revoked', 'expiring'].includes(state) && count > 0 ? `${count} ${state}` : [],
  )
  const total = states.reduce((sum, { count }) => sum + count, 0)
  if (waiting.length === 0) return ok('connections', `${total} accounts`)
  const remedy =
    'gramd connections list; the owner authorizes again: gramd connections url --account ID'
  return warn('connections', waiting.join(', '), remedy)
}

/** Checks the database, and what only the database knows. */
export async function database(
  db: Db,
  config: Config,
  secrets: readonly SealedColumn[],
  now: Date,
): Promise<Finding[]> {
  const server = await requireServerVersion(db)
  const startedAt = performance.now()
  const { rows } = await sql<{ now: Date; size: number }>`
    select clock_timestamp() as now,
      pg_database_size(current_database())::float8 as size`.execute(db)
  const latencyMs = performance.now() - startedAt
  const row = rows[0]
  if (!row) throw new Error('the database gives no answer')
  const found = `PostgreSQL ${server.name}, ${inGigabytes(row.size)}, ${latencyMs.toFixed(1)} ms`
  const schema = schemaState(await readApplied(db), await readMigrations())
  const options = { poolSize: config.databasePoolSize, isMigrated: schema.kind !== 'empty' }
  const ofServer = config.databaseUrl === undefined ? [] : await examineServer(db, options)
  const clock = clockFinding(Math.abs(Date.now() - row.now.getTime()))
  const unready = schemaFinding(schema, found, ofServer)
  if (unready) {
    const unasked = model(config, tableEnd(config), now)
    return [unready, serverFinding(server, config), ...ofServer, clock, unasked]
  }
  return [
    ok('database', found),
    newerFinding(schema),
    serverFinding(server, config),
    ...ofServer,
    clock,
    await worldClock(db),
    ...(await timeZones(db, config, now)),
    model(config, await readModelEnd(db, config), now),
    await examineKeys(db, config, secrets),
    await proxies(db),
    await accounts(db),
    await connections(db),
  ]
}

/** Why nothing else can be read from the database; undefined when its schema is ready. */
function schemaFinding(
  schema: SchemaState,
  found: string,
  ofServer: readonly Finding[],
): Finding | undefined {
  const fault = schemaFault(schema)
  if (fault) return fail('database', `${found}; ${fault.found}`, fault.remedy)
  if (schema.kind !== 'empty' && schema.kind !== 'older') return undefined
  const state =
    schema.kind === 'empty'
      ? 'no gramd has migrated it'
      : `${schema.missing.length} migrations of this gramd have not run (it is of ${schema.version})`
  // gramd upgrade also fails while the server is unfit.
  const remedy = ofServer.some(({ status }) => status === 'fail')
    ? 'fix the other findings first; then run gramd upgrade'
    : 'gramd upgrade, or gramd start, which does it; the other checks need it'
  return fail('database', `${found}; ${state}`, remedy)
}

function newerFinding(schema: SchemaState): Finding {
  const { version } = ownBuild()
  if (schema.kind !== 'newer') return ok('schema', `of gramd ${version}`)
  return warn('schema', describeNewer(schema, version), `install gramd ${schema.version} or newer`)
}

/** Reports a minor version with a known fault. */
function serverFinding(server: ServerVersion, config: Config): Finding {
  const check = 'PostgreSQL version'
  const fault = reportServer(server, config)
  return fault
    ? warn(check, fault.found, fault.remedy)
    : ok(check, `no known fault of PostgreSQL ${server.name}`)
}

function clockFinding(differenceMs: number): Finding {
  const found = `${(differenceMs / 1_000).toFixed(1)} s between this machine and the database`
  if (differenceMs <= MAX_CLOCK_DIFFERENCE_MS) return ok('clock', found)
  return fail('clock', found, 'run NTP on both: codes of second factors would be refused')
}

async function worldClock(db: Db): Promise<Finding> {
  try {
    await refuseShiftedClock(db)
    return ok('world clock', 'real time')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return fail('world clock', reason, 'set DATABASE_URL to another database')
  }
}

/** Compares the time zones of the settings, as Node and PostgreSQL read them. */
async function timeZones(db: Db, config: Config, now: Date): Promise<Finding[]> {
  const check = 'time zones'
  const faults = await compareTimeZones(db, config, now)
  if (faults.length === 0)
    return [ok(check, 'Node and PostgreSQL read those of the settings alike')]
  return faults.map(({ message, remedy, isFatal }) =>
    (isFatal ? fail : warn)(check, message, remedy),
  )
}

async function proxies(db: Db): Promise<Finding> {
  const dead = await listProxies(db, { state: 'dead', limit: NAMED_PROXIES + 1 })
  if (dead.length === 0) return ok('proxies', 'none is dead')
  const names = dead.slice(0, NAMED_PROXIES).map(({ label, id }) => label ?? id)
  const found = `dead: ${names.join(', ')}${dead.length > NAMED_PROXIES ? ' and more' : ''}`
  return warn('proxies', found, 'gramd proxies check PROXY, or assign another one')
}

async function accounts(db: Db): Promise<Finding> {
  const { rows } = await sql<{ in_service: number }>`
    select coalesce(sum(in_service), 0)::int as in_service from derived.account_counts`.execute(db)
  const inService = rows[0]?.in_service ?? 0
  if (inService > 0) return ok('accounts', `${inService} in service`)
  const remedy = 'gramd accounts add, or gramd accounts list to see what each needs'
  return warn('accounts', 'none is in service: nothing is read from Instagram', remedy)
}
