import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { access, constants, link, lstat, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { codeOf, TransientError } from '../errors.ts'

/** A file that is renamed to its final name when complete. */
export type NewFile = {
  stream: Writable
  /** Renames the file, after the stream has ended and everything is on disk. */
  commit(): Promise<void>
  /** Discards it and leaves an existing file. */
  abandon(): Promise<void>
}

/**
 * Creates a file readable only by its owner, first as a part file beside it. Replaces an existing
 * file only with `force`, and only a writable regular one: never through a link, never a device or
 * folder. Throws an error with a message for users.
 */
export async function createNewFile(path: string, { force }: { force: boolean }): Promise<NewFile> {
  await refuseTarget(path, force)
  const part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`)
  const file = await open(part, 'wx', 0o600).catch((error: unknown) => {
    throw new Error(reasonOf(error), { cause: error })
  })
  const stream = file.createWriteStream({ flush: true })
  // An interrupted command leaves no part file.
  const removePart = (): void => rmSync(part, { force: true })
  const onSignal = (signal: NodeJS.Signals): void => {
    removePart()
    process.removeListener(signal, onSignal)
    process.kill(process.pid, signal)
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  const stopListening = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal)
  }
  return {
    stream,
    async commit() {
      if (force) await replace(part, path)
      else await give(part, path)
      stopListening()
    },
    async abandon() {
      stream.destroy()
      await rm(part, { force: true })
      stopListening()
    },
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

async function refuseTarget(path: string, force: boolean): Promise<void> {
  const there = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new Error(reasonOf(error), { cause: error })
  })
  if (!there) return
  if (there.isSymbolicLink()) throw new Error('it is a link; name the file itself')
  if (there.isDirectory()) throw new Error('it is a folder')
  if (!there.isFile()) throw new Error('it is a device or pipe, not a file')
  if (!force) throw new Error('it exists already; --force replaces it')
  await access(path, constants.W_OK).catch((error: unknown) => {
    throw new Error(reasonOf(error), { cause: error })
  })
}

/** Takes only a free name: a hard link fails when the name exists. */
async function give(part: string, path: string): Promise<void> {
  try {
    await link(part, path)
    await rm(part)
  } catch (error) {
    if (codeOf(error) === 'EEXIST')
      throw new Error('it was created in the meantime; --force replaces it', { cause: error })
    // The file system has no hard links.
    await refuseTarget(path, false)
    await rename(part, path)
  }
}

/** A rename replaces the name itself, never the target of a link put there meanwhile. */
async function replace(part: string, path: string): Promise<void> {
  await refuseTarget(path, true)
  await rename(part, path)
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of the path is not a folder',
  EFBIG: 'the file would be larger than the system allows',
  EIO: 'the disk has an error',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
}

/** A full or broken disk is not the client's fault; returns undefined for any other error. */
export function diskFault(error: unknown): TransientError | undefined {
  const code = codeOf(error)
  const isOfDisk = code !== undefined && (code in REASONS || code === 'EEXIST')
  return isOfDisk && code !== 'ENOENT'
    ? new TransientError(`gramd cannot store the file: ${reasonOf(error)}`, { cause: error })
    : undefined
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
}

/** Returns why a file could not be read. */
export function whyUnreadable(error: unknown): string {
  const code = codeOf(error) ?? ''
  const reason = UNREADABLE[code]
  return reason === undefined ? reasonOf(error) : `${reason} (${code})`
}

/** Returns why a file could not be written. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  if (code === undefined) return error instanceof Error ? error.message : String(error)
  const reason = REASONS[code]
  return reason === undefined ? code : `${reason} (${code})`
}
