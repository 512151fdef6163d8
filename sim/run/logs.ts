import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from '../../src/db/embedded/folder-lock.ts'

export type RunLogs = { gramd: string; standIns: string }

/** The number of ended runs whose logs are retained. */
const LINES = 5
const NAME = /^(\d{8}-\d{6}-(\d+))\.(?:gramd|stand-ins)\.log$/

/**
 * Paths for the logs of a run that starts now; each run has its own. Removes the logs of the oldest
 * ended runs.
 */
export async function openLogs(folder: string, now: Date, pid: number): Promise<RunLogs> {
  const logs = join(folder, 'logs')
  await mkdir(logs, { recursive: true })
  const names = await readdir(logs)
  const runs = [...new Set(names.flatMap((name) => NAME.exec(name)?.[1] ?? []))].toSorted()
  const old = runs.slice(0, Math.max(0, runs.length - LINES + 1))
  for (const name of names) {
    const [, run = '', owner = ''] = NAME.exec(name) ?? []
    if (old.includes(run) && !isAlive(Number(owner))) await rm(join(logs, name), { force: true })
  }
  const time = now.toISOString().replaceAll(/[-:]|\.\d+Z$/g, '')
  const base = join(logs, `${time.replace('T', '-')}-${pid}`)
  return { gramd: `${base}.gramd.log`, standIns: `${base}.stand-ins.log` }
}
