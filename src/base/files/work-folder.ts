import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { codeOf } from '../errors.ts'

/** The prefix of these folders' names. */
const PREFIX = 'gramd-upload-'
/**
 * How often (real ms) a folder in use is touched; one of another host counts as in use for a few
 * such periods.
 */
const BEAT_MS = 20_000
export const STALE_MS = 120_000

/**
 * Runs work with a folder of its own in `parent`, then removes it. The folder's name identifies the
 * process, so that `removeDeadFolders` can remove it if this process is killed.
 */
export async function withWorkFolder<T>(
  parent: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const { host, start } = self()
  const folder = await mkdtemp(join(parent, `${PREFIX}${host}-${process.pid}-${start}-`))
  const beat = setInterval(() => void touch(folder), BEAT_MS)
  beat.unref()
  try {
    return await work(folder)
  } finally {
    clearInterval(beat)
    await rm(folder, { recursive: true, force: true })
  }
}

async function touch(folder: string): Promise<void> {
  const now = new Date()
  try {
    await utimes(folder, now, now)
  } catch (error) {
    // The work has ended in the meantime, or the disk has failed: then the work itself reports it.
    if (codeOf(error) === undefined) throw error
  }
}

/**
 * Removes the folders of processes that are gone. Replicas may share `parent`: a process of this
 * host is looked up, one of another host or container counts as gone when it has not touched its
 * folder for two minutes.
 */
export async function removeDeadFolders(parent: string, now: Date): Promise<void> {
  for (const name of await namesIn(parent)) {
    if (!name.startsWith(PREFIX)) continue
    const folder = join(parent, name)
    if (await isDead(folder, name, now)) await rm(folder, { recursive: true, force: true })
  }
}

const NAME = new RegExp(`^${PREFIX}([0-9a-f]{12})-(\\d{1,10})-(\\d{1,20})-`)

async function isDead(folder: string, name: string, now: Date): Promise<boolean> {
  const [, host, pid, start] = NAME.exec(name) ?? []
  const found = await statOf(folder)
  // A folder for temporary files is shared with other users.
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return false
  if (host === self().host && startOf(Number(pid)) !== start) return true
  return found.mtimeMs < now.getTime() - STALE_MS
}

async function statOf(path: string) {
  try {
    return await stat(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined // removed meanwhile
    throw error
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [] // no file has come yet
    throw error
  }
}

/** Identifies the process: its number may be reused, so its start time is added. */
function self(): { host: string; start: string } {
  const place = [read('/proc/sys/kernel/random/boot_id') ?? hostname(), processSpace()].join(' ')
  const host = createHash('sha256').update(place).digest('hex').slice(0, 12)
  return { host, start: startOf(process.pid) ?? '0' }
}

/** Each container numbers its processes separately. */
function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return '' // a system without such spaces
  }
}

/** Returns when a process began, in ticks since the system started; undefined when it is gone. */
function startOf(pid: number): string | undefined {
  const line = read(`/proc/${pid}/stat`)
  if (line !== undefined) return line.slice(line.lastIndexOf(')') + 2).split(' ')[19]
  return read('/proc/self/stat') === undefined && isRunning(pid) ? '0' : undefined
}

/** For systems without /proc. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // there is no such process, or no /proc
  }
}
