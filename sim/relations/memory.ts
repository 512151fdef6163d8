import { readFile } from 'node:fs/promises'

/** Resident memory of the daemon, as it was seen: by members that were stored at that time. */
export type MemorySample = { pid: number; members: number; megabytes: number }

/** Null where the system does not tell, or for a process that is gone. */
export async function residentMegabytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1_024)
}

/** The most memory in each tenth of the way to all members; null where nothing was seen. */
export function peaksByTenth(samples: readonly MemorySample[]): (number | null)[] {
  const most = Math.max(...samples.map(({ members }) => members), 1)
  return Array.from({ length: 10 }, (_, tenth) => {
    const seen = samples.filter(
      ({ members }) => Math.min(9, Math.floor((members / most) * 10)) === tenth,
    )
    return seen.length === 0 ? null : Math.max(...seen.map(({ megabytes }) => megabytes))
  })
}
