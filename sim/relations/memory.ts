import { readFile } from 'node:fs/promises'

/** Resident memory of the daemon, and how many members were stored at that time. */
export type MemorySample = { pid: number; members: number; megabytes: number }

/** Null for an ended process, and on systems without /proc. */
export async function residentMegabytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1_024)
}

/** The peak of each tenth of the members; null without a sample. */
export function peaksByTenth(samples: readonly MemorySample[]): (number | null)[] {
  const most = Math.max(...samples.map(({ members }) => members), 1)
  return Array.from({ length: 10 }, (_, tenth) => {
    const inTenth = samples.filter(
      ({ members }) => Math.min(9, Math.floor((members / most) * 10)) === tenth,
    )
    return inTenth.length === 0 ? null : Math.max(...inTenth.map(({ megabytes }) => megabytes))
  })
}
