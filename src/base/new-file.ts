import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { access, constants, link, lstat, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'

/** A file in the making; it has its name once it is whole. */
export type NewFile = {
  stream: Writable
  /** Gives the file its name, once the stream has ended and all of it is on the disk. */
  commit(): Promise<void>
  /** Leaves what was there before. */
  abandon(): Promise<void>
}

/**
 * Begins a file for its owner alone, in a part beside it. A file that exists is replaced with
 * `force` only, and only when it is a regular one that may be written: never through a link, never
 * onto a device or folder. Throws an error whose message is fit to show.
 */
export async function createNewFile(path: string, { force }: { force: boolean }): Promise<NewFile> {
  await refuseTarget(path, force)
  const part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`)
  const file = await open(part, 'wx', 0o600).catch((error: unknown) => {
    throw new Error(reasonOf(error), { cause: error })
  })
  const stream = file.createWriteStream({ flush: true })
  // A person who breaks it off leaves nothing behind either.
  const removePart = (): void => rmSync(part, { force: true })
  const onSignal = (signal: NodeJS.Signals): void => {
    removePart()
    process.removeListener(signal, onSignal)
    process.kill(process.pid, signal)
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  const forgetSignals = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal)
  }
  return {
    stream,
    async commit() {
      if (force) await replace(part, path)
      else await give(part, path)
      forgetSignals()
    },
    async abandon() {
      stream.destroy()
      await rm(part, { force: true })
      forgetSignals()
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

/**
 * Only a name that nobody has taken meanwhile: a link to the part fails where there is something.
 */
async function give(part: string, path: string): Promise<void> {
  try {
    await link(part, path)
    await rm(part)
  } catch (error) {
    if (codeOf(error) === 'EEXIST')
      throw new Error('it was made meanwhile; --force replaces it', { cause: error })
    // A file system without hard links.
    await refuseTarget(path, false)
    await rename(part, path)
  }
}

/** A rename replaces the name, never what a link that was put there meanwhile leads to. */
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
  ENOTDIR: 'a part of the path is no folder',
  EFBIG: 'the file would be larger than the system allows',
  EIO: 'the disk has an error',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
}

/** Why a file could not be written, in words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  if (code === undefined) return error instanceof Error ? error.message : String(error)
  const reason = REASONS[code]
  return reason === undefined ? code : `${reason} (${code})`
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined
