import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf } from '../../../base/errors.ts'

const folderOf = (uploadsFolder: string): string => join(uploadsFolder, 'products')

const incomingFolder = (uploadsFolder: string): string => join(folderOf(uploadsFolder), 'incoming')

/** Returns the path of the file with this hash (hex). */
export const pathOfVideo = (uploadsFolder: string, hash: string): string =>
  join(folderOf(uploadsFolder), hash.slice(0, 2), `${hash}.mp4`)

/** A place for a file that is being fetched. */
export async function incomingPath(uploadsFolder: string, name: string): Promise<string> {
  const folder = incomingFolder(uploadsFolder)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, name)
  // Of a try before that was killed.
  await rm(path, { force: true })
  return path
}

/**
 * Moves a file to its name by content. The same bytes may be there already. The file has its name
 * already when the transaction that stores it was refused and runs again.
 */
export async function placeVideo(uploadsFolder: string, from: string, hash: string): Promise<void> {
  const to = pathOfVideo(uploadsFolder, hash)
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  try {
    await rename(from, to)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    await stat(to)
  }
}

export const removeVideo = async (uploadsFolder: string, hash: string): Promise<void> =>
  await rm(pathOfVideo(uploadsFolder, hash), { force: true })

/** The hashes (hex) of stored files, a folder at a time. */
export async function* storedVideos(uploadsFolder: string): AsyncGenerator<string[], void> {
  for (const part of await namesIn(folderOf(uploadsFolder))) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue
    const names = await namesIn(join(folderOf(uploadsFolder), part))
    yield names.flatMap((name) => /^([0-9a-f]{64})\.mp4$/.exec(name)?.[1] ?? [])
  }
}

/** Removes files that were fetched before `before` and never stored. */
export async function removeOldIncoming(uploadsFolder: string, before: Date): Promise<void> {
  const folder = incomingFolder(uploadsFolder)
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    if ((await stat(path)).mtime < before) await rm(path, { force: true })
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [] // no product has a video
    throw error
  }
}
