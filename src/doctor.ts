import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { reportApp } from './accounts/app-profiles.ts'
import { fail, ok, warn, type Finding } from './base/finding.ts'
import { inGigabytes } from './base/files/free-space.ts'
import type { Logger } from './base/log/log.ts'
import { SETTINGS, type Config } from './config.ts'
import { openDatabase } from './db/database.ts'
import { examineDisk, LITTLE_DISK_BYTES } from './db/server/disk-check.ts'
import { openServer } from './db/open-migrated.ts'
import { findPooler } from './db/server/pooler.ts'
import { checkOtherPrograms } from './db/other-programs.ts'
import { graphVersion, model, tableEnd } from './doctor-ages.ts'
import { database } from './doctor-database.ts'
import { lookAtFolder } from './media/check-folder.ts'
import { checkPublicMedia, PROOF, type Outside } from './media/check-public.ts'
import { REMEDY, whoElseMayEnter } from './media/own-folder.ts'
import type { SealedColumn } from './pool/accounts/sealed-columns.ts'
import { appProfileOf } from './settings/core.ts'
import { unsafeSettings } from './settings/load.ts'

/**
 * Checks everything that a running gramd needs, and changes nothing. `secrets` are those of
 * features.
 */
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
    await examineDisk(config),
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
    const pooled = config.databasePooler === 'transaction'
    const db = openDatabase({ url, max: 1, onIdleError: () => undefined, pooled })
    stack.defer(async () => await db.destroy())
    findings.push(...(await database(db, config, secrets, now)))
    if (databaseUrl !== undefined && !pooled) findings.push(await findPooler(url))
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
  if (isLocal) return ok('public URL', `${url ?? 'none'}; gramd listens on this machine only`)
  return warn(
    'public URL',
    `the API listens on ${host}, and its public address is not https`,
    'put TLS in front of it and set GRAMD_PUBLIC_URL to its https address',
  )
}

/** Checks the files that Meta and shops fetch from gramd. */
async function publicFiles(
  { publicUrl: url, encryptionKeys: keys, metaAppId, instagramAppId }: Config,
  outside?: Outside,
): Promise<Finding[]> {
  const check = 'public files'
  const isNeeded = metaAppId !== undefined || instagramAppId !== undefined
  if (url === undefined && !isNeeded) return [ok(check, 'not needed: no Meta app is configured')]
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
    return warn(check, found, 'free disk space: a video may have 300 MB, twice while it is checked')
  return ok(check, found)
}

/** Checks `.env`, which holds secrets: only its owner may read it. */
async function permissions(): Promise<Finding> {
  const info = await stat('.env').catch(() => undefined)
  if (info === undefined) return ok('permissions', 'there is no .env')
  const mode = (info.mode & 0o777).toString(8)
  if (process.platform === 'win32' || (info.mode & 0o077) === 0)
    return ok('permissions', `.env has mode ${mode}`)
  return warn('permissions', `others may read .env (mode ${mode})`, 'chmod 600 .env')
}

function app(config: Config, now: Date): Finding {
  const { version, age_days: age, warnings } = reportApp(appProfileOf(config), now)
  const found = `${version}${age === null ? '' : `, ${age} days old`}`
  const [first, ...others] = warnings
  if (first === undefined) return ok('Instagram app', found)
  return warn('Instagram app', first, others.join('; ') || 'set a newer one (docs/settings.md)')
}

/** Checks what Meta would refuse. */
function ownAccounts(
  { metaAppId, instagramAppId, publicUrl: url, graphApiVersion: version }: Config,
  now: Date,
): Finding {
  const check = 'own accounts'
  const logins = [metaAppId && 'Facebook Login', instagramAppId && 'Instagram Login'].filter(
    Boolean,
  )
  if (logins.length === 0)
    return ok(check, 'no Meta app is configured: accounts cannot be connected')
  const versionFinding = graphVersion(check, version, now)
  if (versionFinding !== null) return versionFinding
  const found = `${logins.join(' and ')}, Graph API ${version}`
  if (url?.startsWith('https:')) return ok(check, found)
  const remedy = 'set GRAMD_PUBLIC_URL to an https address: Meta leads to http on localhost alone'
  return warn(check, found, `${remedy}, while the app is in development mode`)
}

/** Checks the programs of another installation that gramd's own PostgreSQL shall run. */
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
