import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from '../../src/db/folder-lock.ts'

export type DemoLogs = { gramd: string; stands: string }

/** Demos whose logs are kept, beside those that still run. */
const KEPT = 5
const NAME = /^(\d{8}-\d{6}-(\d+))\.(?:gramd|stand-ins)\.log$/

/** Names for the logs of a demo that starts now; no other demo writes into them. Removes the oldest ones. */
export async function openLogs(folder: string, now: Date, pid: number): Promise<DemoLogs> {
  const logs = join(folder, 'logs')
  await mkdir(logs, { recursive: true })
  const names = await readdir(logs)
  const demos = [...new Set(names.flatMap((name) => NAME.exec(name)?.[1] ?? []))].toSorted()
  const old = demos.slice(0, Math.max(0, demos.length - KEPT + 1))
  for (const name of names) {
    const [, demo = '', owner = ''] = NAME.exec(name) ?? []
    if (old.includes(demo) && !isAlive(Number(owner))) await rm(join(logs, name), { force: true })
  }
  const time = now.toISOString().replaceAll(/[-:]|\.\d+Z$/g, '')
  const base = join(logs, `${time.replace('T', '-')}-${pid}`)
  return { gramd: `${base}.gramd.log`, stands: `${base}.stand-ins.log` }
}
