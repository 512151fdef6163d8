import { open, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf, NoSuchRecordError } from '../../../base/errors.ts'
import { EXTENSIONS, type MediaType } from './prepared.ts'

/** A stored file, independent of the rows that refer to it. */
export type StoredFile = { sha256: Buffer; media_type: MediaType }

/**
 * Requests stream what they bring to here; the same file system, so that a file is moved and not
 * copied.
 */
export const incomingFolder = (folder: string): string => join(folder, 'incoming')

export function pathOf(folder: string, { sha256, media_type }: StoredFile): string {
  const hash = sha256.toString('hex')
  return join(folder, hash.slice(0, 2), `${hash}.${EXTENSIONS[media_type]}`)
}

/** A small JPEG of a picture. */
export function previewPathOf(folder: string, { sha256 }: Pick<StoredFile, 'sha256'>): string {
  const hash = sha256.toString('hex')
  return join(folder, hash.slice(0, 2), `${hash}.preview.jpg`)
}

/** A picture encoded once more, after a platform has refused it as it is. */
export function reencodedPathOf(folder: string, { sha256 }: Pick<StoredFile, 'sha256'>): string {
  const hash = sha256.toString('hex')
  return join(folder, hash.slice(0, 2), `${hash}.reencoded.jpg`)
}

/**
 * Reads a stored file. Throws NoSuchRecordError where the folder lacks it: a replica may look into
 * another one.
 */
export async function readStored<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    throw new NoSuchRecordError(
      'the file of this upload is not in GRAMD_UPLOADS_DIR: all replicas need the same folder',
      { cause: error },
    )
  }
}

/**
 * Brings a file's bytes from the cache of the system to the disk: its row will say that it is
 * there.
 */
export async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Moves a file to the name of its content. The same bytes may be there already. */
export async function placeFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  await rename(from, to)
}

/** Removes a file and what was made of it; one that is gone is no failure. */
export async function removeFile(folder: string, file: StoredFile): Promise<void> {
  await rm(pathOf(folder, file), { force: true })
  await rm(previewPathOf(folder, file), { force: true })
  await rm(reencodedPathOf(folder, file), { force: true })
}

/** Names of stored files, and of what is made of them. */
const STORED = /^([0-9a-f]{64})\.(?:preview\.|reencoded\.)?(?:jpg|mp4|mov)$/

/** The hashes of files that have lain in the folder since before `before`, some at a time. */
export async function* oldFiles(folder: string, before: Date): AsyncGenerator<string[], void> {
  for (const part of await namesIn(folder)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue
    const hashes = new Set<string>()
    for (const name of await namesIn(join(folder, part))) {
      const [, hash] = STORED.exec(name) ?? []
      if (hash !== undefined && (await isOlder(join(folder, part, name), before))) hashes.add(hash)
    }
    if (hashes.size > 0) yield [...hashes]
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [] // nothing is uploaded yet
    throw error
  }
}

async function isOlder(path: string, before: Date): Promise<boolean> {
  try {
    return (await stat(path)).mtime < before
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false // removed meanwhile
    throw error
  }
}
