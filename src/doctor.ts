import { existsSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { sql } from 'kysely'
import { reportApp } from './accounts/app-profiles.ts'
import { readModelEnd } from './ai/models/model-end.ts'
import { fail, ok, warn, type Finding } from './base/finding.ts'
import type { Logger } from './base/log.ts'
import { SETTINGS, type Config } from './config.ts'
import { countStates } from './connections/gauges.ts'
import { openDatabase, type Db } from './db/database.ts'
import { appliedMigrations, ownMigrations } from './db/migrate.ts'
import { openServer } from './db/open-migrated.ts'
import { checkOtherPrograms } from './db/other-programs.ts'
import { reportServer, requireServerVersion, type ServerVersion } from './db/server-version.ts'
import { compareTimeZones } from './db/time-zones.ts'
import { refuseShiftedClock } from './db/world-clock.ts'
import { graphVersion, model, tableEnd } from './doctor-ages.ts'
import { lookAtFolder } from './media/check-folder.ts'
import { checkPublicMedia, PROOF, type Outside } from './media/check-public.ts'
import { REMEDY, whoElseMayEnter } from './media/own-folder.ts'
import { keysInUse, type SealedColumn } from './pool/accounts/rotate-keys.ts'
import { listProxies } from './pool/proxies/proxies-store.ts'
import { appProfileOf } from './settings/core.ts'
import { unsafeSettings } from './settings/load.ts'

/** Codes of a second factor are valid for 30 s, and Instagram accepts the neighbouring ones. */
const MOST_CLOCK_DIFFERENCE_MS = 15_000
/** A day of scraping with pictures; below the lower one PostgreSQL may stop at any moment. */
const LITTLE_DISK_BYTES = 5 * 2 ** 30
const NO_DISK_BYTES = 2 ** 29
/** Dead proxies that one finding names. */
const NAMED_PROXIES = 5

/** Looks at everything that a running gramd needs, and changes nothing. `secrets` are those of features. */
export async function examine(
  config: Config,
  log: Logger,
  {
    now,
    secrets,
    outside,
  }: { now: Date; secrets: readonly SealedColumn[]; outside?: Outside | undefined },
): Promise<Finding[]> {
  const findings = [
    ...settings(config),
    publicUrl(config),
    ...(await publicFiles(config, outside)),
    await uploads(config),
    await permissions(),
    ...(await disk(config)),
    app(config, now),
    ownAccounts(config, now),
  ]
  const { databaseUrl, embeddedPostgresFolder } = config
  findings.push(...(await programs(config)))
  if (databaseUrl === undefined && !existsSync(`${embeddedPostgresFolder}/postgres/data`)) {
    const found = `gramd has no PostgreSQL of its own in ${embeddedPostgresFolder} yet`
    const missing = warn('database', found, 'gramd start makes it; or set DATABASE_URL')
    return [...findings, model(config, tableEnd(config), now), missing]
  }
  await using stack = new AsyncDisposableStack()
  try {
    const url = await openServer(config, log, stack)
    const db = openDatabase({ url, max: 1, onIdleError: () => undefined })
    stack.defer(async () => await db.destroy())
    findings.push(...(await database(db, config, secrets, now)))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const remedy =
      'check that PostgreSQL runs, and DATABASE_URL (docs/settings.md); the other checks need it'
    findings.push(model(config, tableEnd(config), now), fail('database', reason, remedy))
  }
  return findings
}

function settings(config: Config): Finding[] {
  const unsafe = unsafeSettings(SETTINGS, config)
  if (unsafe.length === 0) return [ok('settings', 'valid, within the safe limits')]
  return unsafe.map(({ setting, message }) => warn('settings', message, `change ${setting}`))
}

function publicUrl({ host, publicUrl: url }: Config): Finding {
  const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.')
  if (url?.startsWith('https:')) return ok('public URL', url)
  if (isLocal) return ok('public URL', `${url ?? 'none'}; only this machine is listened to`)
  return warn(
    'public URL',
    `the API listens on ${host}, and people do not reach it by https`,
    'put TLS in front of it and set GRAMD_PUBLIC_URL to its https address',
  )
}

/** Files that Meta and shops fetch from us. */
async function publicFiles(
  { publicUrl: url, encryptionKeys: keys, metaAppId, instagramAppId }: Config,
  outside?: Outside,
): Promise<Finding[]> {
  const check = 'public files'
  const isNeeded = metaAppId !== undefined || instagramAppId !== undefined
  if (url === undefined && !isNeeded) return [ok(check, 'nobody fetches files: no app of Meta’s')]
  if (url === undefined) {
    const found = 'without GRAMD_PUBLIC_URL no picture is published on connected accounts'
    return [warn(check, found, 'set it to an https address that the internet reaches')]
  }
  const troubles = await checkPublicMedia({ publicUrl: url, keys }, outside)
  if (troubles.length === 0) return [ok(check, `${url} answers with our file; ${PROOF}`)]
  return troubles.map(({ found, remedy }) => warn(check, found, remedy))
}

async function uploads({ uploadsFolder }: Config): Promise<Finding> {
  const check = 'uploads'
  const { path, freeBytes, refusal, isInMemory } = await lookAtFolder(uploadsFolder)
  if (refusal !== null)
    return fail(
      check,
      `nothing can be written to ${path} (${refusal})`,
      'give gramd the right, or set GRAMD_UPLOADS_DIR to another folder',
    )
  const others = await whoElseMayEnter(uploadsFolder)
  if (others !== null) return warn(check, others, REMEDY)
  const found = `${inGigabytes(freeBytes)} free at ${path}`
  if (isInMemory)
    return warn(check, `${path} is in memory`, 'set GRAMD_UPLOADS_DIR to a folder on a disk')
  if (freeBytes < LITTLE_DISK_BYTES)
    return warn(check, found, 'make room: a video may have 300 MB, twice while it is checked')
  return ok(check, found)
}

/** Secrets are in `.env`: only its owner may read it. */
async function permissions(): Promise<Finding> {
  const info = await stat('.env').catch(() => undefined)
  if (info === undefined) return ok('permissions', 'there is no .env')
  const mode = (info.mode & 0o777).toString(8)
  if (process.platform === 'win32' || (info.mode & 0o077) === 0)
    return ok('permissions', `.env has mode ${mode}`)
  return warn('permissions', `others may read .env (mode ${mode})`, 'chmod 600 .env')
}

/** Of the disk with gramd's own PostgreSQL, or of the working directory. */
async function disk({ databaseUrl, embeddedPostgresFolder }: Config): Promise<Finding[]> {
  let folder = resolve(databaseUrl === undefined ? embeddedPostgresFolder : '.')
  while (!existsSync(folder)) folder = dirname(folder)
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const found = `${inGigabytes(free)} free at ${folder}`
  if (free >= LITTLE_DISK_BYTES) return [ok('disk', found)]
  const finding = free < NO_DISK_BYTES ? fail : warn
  return [finding('disk', found, 'make room; shorter retention frees some (docs/privacy.md)')]
}

const inGigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

function app(config: Config, now: Date): Finding {
  const { version, age_days: age, warnings } = reportApp(appProfileOf(config), now)
  const found = `${version}${age === null ? '' : `, ${age} days old`}`
  const [first, ...others] = warnings
  if (first === undefined) return ok('Instagram app', found)
  return warn('Instagram app', first, others.join('; ') || 'set a newer one (docs/settings.md)')
}

/** What Meta would refuse. */
function ownAccounts(
  { metaAppId, instagramAppId, publicUrl: url, graphApiVersion: version }: Config,
  now: Date,
): Finding {
  const check = 'own accounts'
  const logins = [metaAppId && 'Facebook Login', instagramAppId && 'Instagram Login'].filter(
    Boolean,
  )
  if (logins.length === 0) return ok(check, "no app of Meta's: accounts cannot be connected")
  const versionFinding = graphVersion(check, version, now)
  if (versionFinding !== null) return versionFinding
  const found = `${logins.join(' and ')}, Graph API ${version}`
  if (url?.startsWith('https:')) return ok(check, found)
  const remedy = 'set GRAMD_PUBLIC_URL to an https address: Meta leads to http on localhost alone'
  return warn(check, found, `${remedy}, while the app is in development mode`)
}

/** Of the database. */
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

async function database(
  db: Db,
  config: Config,
  secrets: readonly SealedColumn[],
  now: Date,
): Promise<Finding[]> {
  const server = await requireServerVersion(db)
  const askedAt = performance.now()
  const { rows } = await sql<{ now: Date; size: number }>`
    select clock_timestamp() as now,
      pg_database_size(current_database())::float8 as size`.execute(db)
  const latencyMs = performance.now() - askedAt
  const row = rows[0]
  if (!row) throw new Error('the database gives no answer')
  const found = `PostgreSQL ${server.name}, ${inGigabytes(row.size)}, ${latencyMs.toFixed(1)} ms`
  const ran = new Set(await appliedMigrations(db))
  const missing = (await ownMigrations()).filter(({ name }) => !ran.has(name))
  const clock = clockFinding(Math.abs(Date.now() - row.now.getTime()))
  if (missing.length > 0) {
    const remedy = 'gramd migrate, or gramd start, which does it; the other checks need it'
    const unready = fail('database', `${found}; ${missing.length} migrations have not run`, remedy)
    const unasked = model(config, tableEnd(config), now)
    return [unready, serverFinding(server, config), clock, unasked]
  }
  return [
    ok('database', found),
    serverFinding(server, config),
    clock,
    await worldClock(db),
    ...(await timeZones(db, config, now)),
    model(config, await readModelEnd(db, config), now),
    keys(config, await keysInUse(db, secrets)),
    await proxies(db),
    await accounts(db),
    await connections(db),
  ]
}

/** Of another installation, which gramd's own PostgreSQL is to run. */
async function programs({
  databaseUrl,
  postgresBin,
  embeddedPostgresFolder,
}: Config): Promise<Finding[]> {
  if (postgresBin === undefined || databaseUrl !== undefined) return []
  const check = 'PostgreSQL programs'
  try {
    const folder = `${embeddedPostgresFolder}/postgres`
    const { bin, version } = await checkOtherPrograms(postgresBin, folder)
    return [ok(check, `PostgreSQL ${version} in ${bin}`)]
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [fail(check, reason, 'correct GRAMD_POSTGRES_BIN')]
  }
}

/** A minor version with a known fault. */
function serverFinding(server: ServerVersion, config: Config): Finding {
  const check = 'PostgreSQL version'
  const fault = reportServer(server, config)
  return fault
    ? warn(check, fault.found, fault.remedy)
    : ok(check, `no known fault of PostgreSQL ${server.name}`)
}

function clockFinding(differenceMs: number): Finding {
  const found = `${(differenceMs / 1_000).toFixed(1)} s between this machine and the database`
  if (differenceMs <= MOST_CLOCK_DIFFERENCE_MS) return ok('clock', found)
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

/** Of the settings, as Node and PostgreSQL read them. */
async function timeZones(db: Db, config: Config, now: Date): Promise<Finding[]> {
  const check = 'time zones'
  const faults = await compareTimeZones(db, config, now)
  if (faults.length === 0)
    return [ok(check, 'Node and PostgreSQL read those of the settings alike')]
  return faults.map(({ message, remedy, isFatal }) =>
    (isFatal ? fail : warn)(check, message, remedy),
  )
}

function keys({ encryptionKeys }: Config, used: Record<string, number>): Finding {
  const known = new Set(encryptionKeys.map(({ id }) => id))
  const lost = Object.entries(used).filter(([id]) => !known.has(id))
  const old = Object.keys(used).filter((id) => id !== encryptionKeys[0].id && known.has(id))
  if (lost.length > 0) {
    const found = lost.map(([id, count]) => `${count} secrets need key '${id}'`).join(', ')
    return fail('encryption keys', found, 'add it to GRAMD_ENCRYPTION_KEYS')
  }
  if (old.length > 0)
    return warn('encryption keys', `still in use: ${old.join(', ')}`, 'gramd keys rotate')
  return ok('encryption keys', `'${encryptionKeys[0].id}' opens every secret`)
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
