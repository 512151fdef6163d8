import { statfs } from 'node:fs/promises'
import { TransientError } from '../errors.ts'

/**
 * Refuses to store a file when the disk has less free space than this. Throws TransientError, with
 * the remedy.
 */
export async function requireFreeSpace(folder: string, minFreeMegabytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  if (free >= minFreeMegabytes * MB) return
  throw new TransientError(
    `gramd cannot store the file: the disk has ${megabytes(free)} free, and gramd leaves ` +
      `${megabytes(minFreeMegabytes * MB)}; ` +
      'have an operator free space, or lower GRAMD_UPLOADS_MIN_FREE_MB',
  )
}

const MB = 1_000_000

/** For people: `1,234 MB`. */
export const megabytes = (bytes: number): string =>
  `${Math.floor(bytes / MB).toLocaleString('en-US')} MB`

/** For people: `1.2 GB`. */
export const inGigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
