import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fail, ok, warn, type Finding } from '../../base/finding.ts'
import { inGigabytes } from '../../base/files/free-space.ts'
import type { Logger } from '../../base/log/log.ts'
import type { CoreConfig } from '../../settings/core.ts'

/**
 * Enough for a day of scraping with pictures; below the lower limit PostgreSQL may stop at any
 * moment.
 */
export const LITTLE_DISK_BYTES = 5 * 2 ** 30
const NO_DISK_BYTES = 2 ** 29

type Settings = Pick<CoreConfig, 'databaseUrl' | 'embeddedPostgresFolder'>
type ReadFree = (folder: string) => Promise<number>

/**
 * Whether the disk with gramd's own PostgreSQL, or that of the working directory, is nearly full.
 */
export async function examineDisk(
  { databaseUrl, embeddedPostgresFolder }: Settings,
  freeBytes: ReadFree = readFree,
): Promise<Finding> {
  let folder = resolve(databaseUrl === undefined ? embeddedPostgresFolder : '.')
  while (!existsSync(folder)) folder = dirname(folder)
  const free = await freeBytes(folder)
  const found = `${inGigabytes(free)} free at ${folder}`
  if (free >= LITTLE_DISK_BYTES) return ok('disk', found)
  const finding = free < NO_DISK_BYTES ? fail : warn
  return finding('disk', found, 'free disk space; shorter retention helps (docs/privacy.md)')
}

/** Warns at startup before the disk is full. */
export async function warnOfDisk(
  settings: Settings,
  log: Logger,
  freeBytes: ReadFree = readFree,
): Promise<void> {
  const { status, found, remedy } = await examineDisk(settings, freeBytes)
  if (status !== 'ok') log.warn({ found, remedy }, 'the disk is nearly full')
}

async function readFree(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
