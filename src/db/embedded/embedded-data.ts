import { execFile } from 'node:child_process'
import { chmod, chown, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { identityOf, type Place } from './embedded-place.ts'
import { MisconfiguredError } from '../../base/startup-error.ts'

/**
 * Initialises the data of a new server, or keeps existing data; redoes an interrupted
 * initialisation. Throws when another major version of PostgreSQL wrote the data, and says how to
 * migrate it.
 */
export async function initialiseData(
  place: Place,
  { user, password }: { user: string; password: string },
): Promise<void> {
  const data = join(place.folder, 'data')
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (version !== '') return await requireSameMajor(place, data, version)
  const half = join(place.folder, 'data.part')
  for (const folder of [data, half]) await rm(folder, { recursive: true, force: true })
  const passwordFile = join(place.folder, 'initdb-password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (place.owner) await chown(passwordFile, place.owner, place.owner)
  try {
    await run(join(place.bin, 'initdb'), place, [
      `--pgdata=${half}`,
      `--username=${user}`,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
    ])
  } finally {
    await rm(passwordFile, { force: true })
  }
  await chmod(half, 0o700)
  await rename(half, data)
}

async function requireSameMajor(place: Place, data: string, version: string): Promise<void> {
  const text = await run(join(place.bin, 'postgres'), place, ['--version'])
  const major = /(?<!\d)(\d+)(?:\.|beta|rc|devel|\s|$)/.exec(text)?.[1]
  if (major === version) return
  throw new MisconfiguredError(
    `${data} was written by PostgreSQL ${version}, and this gramd brings PostgreSQL ` +
      `${major ?? text}, which cannot read it. ` +
      `Start the gramd that you had before, run \`gramd backup FILE\` with it, stop it, move ${data} away, and run ` +
      '`gramd restore FILE` with this one (docs/backup.md).',
  )
}

/** Returns the output of the command. Throws with its errors when it fails. */
async function run(command: string, place: Place, args: string[]): Promise<string> {
  const options = { cwd: place.folder, ...identityOf(place) }
  try {
    const { stdout } = await promisify(execFile)(command, args, options)
    return stdout
  } catch (error) {
    const output =
      error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    const said = output.split('\n').filter((line) => line.trim() !== '')
    throw new MisconfiguredError(
      `${basename(command)} of gramd's own PostgreSQL failed: ${said.join(' ')}; correct this, or set DATABASE_URL`,
      { cause: error },
    )
  }
}
