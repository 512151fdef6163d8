import { readFile, writeFile } from 'node:fs/promises'

/** What Linux says of a process: of other systems nothing is known. */
export type ProcessCosts = {
  /** Of all its threads, in its own code and in the kernel's. */
  cpuSeconds: number
  /** The most memory that it held since `forgetPeak`, in MB of 10^6 bytes. */
  peakMegabytes: number
}

const TICKS_PER_SECOND = 100
const KIBIBYTE = 1_024

export async function costsOf(pid: number): Promise<ProcessCosts> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The name of the program stands in brackets and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [Number(fields[11]), Number(fields[12])]
  const peak = Number(/VmHWM:\s+(\d+) kB/u.exec(status)?.[1])
  return {
    cpuSeconds: (user + system) / TICKS_PER_SECOND,
    peakMegabytes: (peak * KIBIBYTE) / 1e6,
  }
}

/** Begins the count of the peak anew, from what the process holds now. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5')
}
