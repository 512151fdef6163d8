import { execFile } from 'node:child_process'
import { access, constants, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { codeOf } from '../base/errors.ts'
import { isReachable, ownerOfServer } from './embedded/embedded-place.ts'
import { MisconfiguredError } from '../base/startup-error.ts'

/**
 * The major version of the programs that come with gramd; it writes new data in the format of this
 * version.
 */
export const OWN_MAJOR = '18'

/** The programs that gramd runs; initdb only for the first start. */
const PROGRAMS = ['postgres', 'initdb']

export type OtherPrograms = { bin: string; version: string }

/**
 * Checks the programs of the folder of GRAMD_POSTGRES_BIN for a server on `folder`. Throws with one
 * sentence that says what is wrong and what to do.
 */
export async function checkOtherPrograms(path: string, folder: string): Promise<OtherPrograms> {
  const bin = resolve(path)
  const wanted = await majorOfData(folder)
  await requireFolder(bin, wanted)
  const owner = ownerOfServer()
  if (owner !== undefined && !(await isReachable(bin, owner)))
    throw wrong(
      `the unprivileged user as which root runs PostgreSQL cannot enter ${bin}`,
      'take an installation that every user may run, or run gramd as an ordinary user',
    )
  const versions = []
  for (const program of PROGRAMS) versions.push(await versionOf(bin, program, wanted))
  const other = versions.find((version) => !isMajor(version, wanted))
  if (other !== undefined)
    throw wrong(
      `${bin} has PostgreSQL ${other}, and gramd's own server needs version ${wanted}`,
      remedyFor(wanted),
    )
  return { bin, version: versions[0] ?? wanted }
}

/** The version of the server's data, or the version that new data would get. */
const majorOfData = async (folder: string): Promise<string> =>
  (await readFile(join(folder, 'data/PG_VERSION'), 'utf8').catch(() => '')).trim() || OWN_MAJOR

async function requireFolder(bin: string, wanted: string): Promise<void> {
  const info = await stat(bin).catch(() => undefined)
  if (!info?.isDirectory()) throw wrong(`${bin} is not a folder`, remedyFor(wanted))
  for (const program of PROGRAMS) {
    if (await isExecutable(join(bin, program))) continue
    const isAbove = await isExecutable(join(bin, 'bin', program))
    throw wrong(
      `${bin} has no program ${program} that can be run`,
      isAbove ? `set it to ${join(bin, 'bin')}` : remedyFor(wanted),
    )
  }
}

async function isExecutable(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined)
  if (!info?.isFile()) return false
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

const VERSION_MS = 10_000

async function versionOf(bin: string, program: string, wanted: string): Promise<string> {
  const owner = ownerOfServer()
  const identity = owner === undefined ? {} : { uid: owner, gid: owner }
  const options = { cwd: bin, timeout: VERSION_MS, ...identity }
  const { stdout } = await promisify(execFile)(join(bin, program), ['--version'], options).catch(
    (error: unknown) => {
      const reason = codeOf(error) ?? 'it does not answer'
      throw wrong(`${join(bin, program)} --version fails (${reason})`, remedyFor(wanted), error)
    },
  )
  const version = /\(PostgreSQL\) (\d\S*)/.exec(stdout)?.[1]
  if (version === undefined)
    throw wrong(`${join(bin, program)} is not PostgreSQL's`, remedyFor(wanted))
  return version
}

/** `18.7`, `18beta1` and `18rc1` are of major version 18; `180.1` is not. */
const isMajor = (version: string, major: string): boolean => /^\d+/.exec(version)?.[0] === major

const remedyFor = (major: string): string =>
  `set it to the folder with the programs of PostgreSQL ${major}, such as ` +
  `/usr/lib/postgresql/${major}/bin, or remove it`

const wrong = (found: string, remedy: string, cause?: unknown): Error =>
  new MisconfiguredError(`GRAMD_POSTGRES_BIN: ${found}; ${remedy}`, { cause })
