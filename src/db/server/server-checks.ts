import { sql } from 'kysely'
import { fail, ok, warn, type Finding } from '../../base/finding.ts'
import { MisconfiguredError } from '../../base/startup-error.ts'
import type { Db } from '../handles.ts'

/**
 * The connections that gramd opens in addition to its pool: the listener, the lock of its name, the
 * watchdog, and a migration.
 */
const OTHER_CONNECTIONS = 4
/** Limits above which replication is reported. */
const REPLICATION_LIMITS = {
  /** Seconds of delay; a failover now would lose as much. */
  lateSeconds: 60,
  /** Bytes of WAL that an unused replication slot may retain: more fills the disk. */
  retainedBytes: 2 ** 30,
}

type Server = {
  role: string
  database: string
  encoding: string
  has_schema: boolean
  may_create: boolean
  may_create_schemas: boolean
  has_trgm: boolean
  connections: number
  others: number
  late_seconds: number | null
  slot: string | null
  retained: number | null
}

/**
 * Whether a server, its database and the role fit gramd; reads only, and needs no special right.
 */
export async function examineServer(
  db: Db,
  { poolSize, isMigrated }: { poolSize: number; isMigrated: boolean },
  limits = REPLICATION_LIMITS,
): Promise<Finding[]> {
  const server = await readServer(db)
  return [
    encodingOf(server),
    ...(isMigrated ? [] : [rightsOf(server), extensionOf(server)]),
    connectionsOf(server, poolSize + OTHER_CONNECTIONS),
    replicationOf(server, limits),
  ]
}

/**
 * Throws a MisconfiguredError with the remedy for the first finding that prevents gramd from
 * working; returns warnings.
 */
export function requireFit(findings: readonly Finding[]): Finding[] {
  const [first] = findings.filter(({ status }) => status === 'fail')
  if (first) throw new MisconfiguredError(`${first.found}: ${first.remedy}`)
  return findings.filter(({ status }) => status === 'warn')
}

async function readServer(db: Db): Promise<Server> {
  const { rows } = await sql<Server>`
    select current_user as role, d.datname as database, pg_encoding_to_char(d.encoding) as encoding,
      to_regnamespace('public') is not null as has_schema,
      coalesce(has_schema_privilege(to_regnamespace('public'), 'create'), false) as may_create,
      has_database_privilege(d.oid, 'create') as may_create_schemas,
      exists (select from pg_available_extensions where name = 'pg_trgm') as has_trgm,
      least(
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
          - coalesce(current_setting('reserved_connections', true)::int, 0),
        nullif(d.datconnlimit, -1), nullif(r.rolconnlimit, -1)
      ) as connections,
      (select count(*) from pg_stat_activity a
        where a.backend_type = 'client backend' and a.application_name not like 'gramd%')::int as others,
      (select max(extract(epoch from replay_lag))::float8 from pg_stat_replication) as late_seconds,
      slot.slot_name as slot, slot.retained
    from pg_database d
    join pg_roles r on r.rolname = current_user
    left join lateral (
      select s.slot_name,
        pg_wal_lsn_diff(case when not pg_is_in_recovery() then pg_current_wal_lsn() end,
          s.restart_lsn)::float8 as retained
      from pg_replication_slots s where not s.active
      order by retained desc nulls last limit 1
    ) slot on true
    where d.datname = current_database()`.execute(db)
  const [server] = rows
  if (!server) throw new Error('the server does not say what it is')
  return server
}

function encodingOf({ encoding, database }: Server): Finding {
  const check = 'database encoding'
  if (encoding === 'UTF8') return ok(check, encoding)
  return fail(
    check,
    `the database ${database} has the encoding ${encoding}, in which names and captions get lost`,
    'create another one (createdb --encoding UTF8 --template template0 --locale C.UTF-8 ' +
      'gramd) and set DATABASE_URL to it',
  )
}

/** Checks the rights of a role that has yet to create the tables. */
function rightsOf({ role, database, has_schema, may_create, may_create_schemas }: Server): Finding {
  const check = 'database rights'
  if (!has_schema)
    return fail(
      check,
      `the database ${database} has no schema public`,
      `create schema public authorization ${role}`,
    )
  if (!may_create)
    return fail(
      check,
      `the role ${role} may not create tables in the schema public of ${database}`,
      `as its owner, run: grant create on schema public to ${role}`,
    )
  if (!may_create_schemas)
    return fail(
      check,
      `the role ${role} may not create schemas in ${database}`,
      `as its owner, run: grant create on database ${database} to ${role}`,
    )
  return ok(check, `${role} may create what gramd needs`)
}

function extensionOf({ has_trgm: isThere }: Server): Finding {
  const check = 'database extension'
  if (isThere) return ok(check, 'pg_trgm')
  return fail(
    check,
    'the server lacks the extension pg_trgm',
    'install postgresql-contrib (Debian has it in postgresql-18, Fedora in ' +
      'postgresql-contrib), or use another server',
  )
}

function connectionsOf({ connections, others }: Server, needed: number): Finding {
  const check = 'database connections'
  const found = `${connections} in all, of which others use ${others}; a process of gramd opens up to ${needed}`
  if (connections - others >= needed) return ok(check, found)
  return warn(
    check,
    found,
    'raise max_connections, or the limit of the role or the database; or lower ' +
      'GRAMD_DATABASE_POOL_SIZE',
  )
}

function replicationOf(
  { late_seconds: late, slot, retained }: Server,
  { lateSeconds, retainedBytes }: typeof REPLICATION_LIMITS,
): Finding {
  const check = 'replication'
  if (retained !== null && retained > retainedBytes)
    return warn(
      check,
      `the unused replication slot ${slot} retains ${(retained / 1e9).toFixed(1)} GB of the ` +
        'log, and will fill the disk',
      `start its standby, or run: select pg_drop_replication_slot('${slot}')`,
    )
  if (late !== null && late > lateSeconds)
    return warn(
      check,
      `a standby is ${Math.round(late)} s late`,
      'look at its network and its disk: a failover now would lose that much',
    )
  return ok(check, late === null ? 'no standby that gramd may see' : `${late.toFixed(1)} s late`)
}
