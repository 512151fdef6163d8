import { constants } from 'node:fs'
import { access, chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { codeOf } from '../base/errors.ts'
import type { Logger } from '../base/log/log.ts'
import { MisconfiguredError } from '../base/startup-error.ts'

/**
 * The entries that gramd creates in the folder of uploads. Other names show that the folder is used
 * for something else.
 */
const OWN_NAMES = /^(?:[0-9a-f]{2}|incoming|products|lost\+found)$/

/**
 * Says in a sentence which other users may access a folder; null when only its owner may, or it
 * does not exist.
 */
export async function whoElseMayEnter(folder: string): Promise<string | null> {
  const path = resolve(folder)
  const info = await stat(path).catch(() => undefined)
  if (!info?.isDirectory() || process.platform === 'win32') return null
  const mode = (info.mode & 0o7777).toString(8)
  const isOwn = process.getuid === undefined || info.uid === process.getuid()
  if (!isOwn) return `${path} belongs to another user (id ${info.uid})`
  return (info.mode & 0o077) === 0 ? null : `others may enter ${path} (mode ${mode})`
}

/** Faults that waiting does not change: rights, a read-only file system, a file in the way. */
const REFUSED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'])

/**
 * Creates the folder of uploads for its owner only (mode 0700), or removes the rights of others on
 * an existing one. Logs the remaining risks: a folder of another user, or one that holds something
 * else, such as /tmp. Throws a MisconfiguredError when gramd cannot write there.
 */
export async function claimFolder(
  folder: string,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<void> {
  const path = resolve(folder)
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await access(path, constants.W_OK)
    const found = await whoElseMayEnter(path)
    if (found === null) return
    const names = await readdir(path)
    const info = await stat(path)
    if (info.uid === process.getuid?.() && names.every((name) => OWN_NAMES.test(name))) {
      await chmod(path, 0o700)
      log.info({ folder: path, found }, 'the folder of uploads is now for its owner alone')
      return
    }
    log.warn({ folder: path, found, remedy: REMEDY }, 'others may reach the folder of uploads')
  } catch (error) {
    const code = codeOf(error) ?? 'unknown'
    if (REFUSED.has(code))
      throw new MisconfiguredError(
        `GRAMD_UPLOADS_DIR: ${path} is not a folder that gramd may write to (${code}): give ` +
          'it to the user of gramd, or set another one',
        { cause: error },
      )
    log.warn({ folder: path, reason: code }, 'no folder of uploads')
  }
}

/** The remedy when others may enter the folder of uploads. */
export const REMEDY =
  'set GRAMD_UPLOADS_DIR to a folder that gramd alone uses, give it to the user of gramd, and ' +
  'chmod 700 it'
