import { availableParallelism, loadavg } from 'node:os'
import { setImmediate as turn } from 'node:timers/promises'

/** Real ms for which the machine is measured. */
const MEASURED_MS = 300
/** A slower clock would make the demo last longer than people wait. */
const SLOWEST = 8
/** Below it the demo itself is what the machine is busy with. */
const BUSY = 1.5

/**
 * How many times as slow as an idle machine this one is now, 1 to 8: real time over the processor
 * time that a busy loop gets in it, or the programs that wanted a core in the last minute for each
 * core, whichever is more.
 */
export async function slowness(): Promise<number> {
  const [cpu, begun] = [process.cpuUsage(), performance.now()]
  while (performance.now() - begun < MEASURED_MS) await turn()
  const { user, system } = process.cpuUsage(cpu)
  const [waiting = 0] = loadavg()
  const own = slownessOf(performance.now() - begun, (user + system) / 1_000)
  return Math.min(SLOWEST, Math.max(own, waiting / availableParallelism()))
}

/** Returns how much slower the machine is, from real and processor time in ms. */
export const slownessOf = (realMs: number, cpuMs: number): number =>
  Math.min(SLOWEST, Math.max(1, realMs / Math.max(1, cpuMs)))

/**
 * World time runs slower where the machine does, so that a queue that is late in real time is on
 * time in it.
 */
export const speedOn = (fastest: number, machine: number): number =>
  machine < BUSY ? fastest : Math.max(1, Math.round(fastest / machine))
