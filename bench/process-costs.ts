import { readFile, writeFile } from 'node:fs/promises'

/** From /proc; null on systems without it. */
export type ProcessCosts = {
  /** Seconds of all threads, user and system time. */
  cpuSeconds: number
  /** Since `forgetPeak`, in MB of 10^6 bytes. */
  peakMegabytes: number
}

const TICKS_PER_SECOND = 100
const KIBIBYTE = 1_024

export async function costsOf(pid: number): Promise<ProcessCosts> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const peak = Number(/VmHWM:\s+(\d+) kB/u.exec(status)?.[1])
  return { cpuSeconds: (await timesOf(pid)).own, peakMegabytes: (peak * KIBIBYTE) / 1e6 }
}

/** Processor seconds of a process and all its children, ended ones included. */
export async function cpuSecondsOfFamily(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  const times = children.split(' ').filter(Boolean).map(Number).map(timesOf)
  // A child that ends now counts among the ended ones.
  const living = (await Promise.allSettled(times)).map((each) =>
    each.status === 'fulfilled' ? each.value.own : 0,
  )
  const { own, ended } = await timesOf(pid)
  return living.reduce((sum, seconds) => sum + seconds, own + ended)
}

/** Processor seconds of a process and of its ended children. */
async function timesOf(pid: number): Promise<{ own: number; ended: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The program's name is in parentheses and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user = 0, system = 0, ...ended] = fields.slice(11, 15).map(Number)
  return {
    own: (user + system) / TICKS_PER_SECOND,
    ended: ended.reduce((sum, ticks) => sum + ticks, 0) / TICKS_PER_SECOND,
  }
}

/** Resets the peak to the current memory. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5')
}
