import { costsOfBodies } from '../cost-of-bodies.ts'
import { slowness } from '../slowness.ts'
import type { Attack } from './attack.ts'

/** CPU time of the most expensive body, and the wait for /livez; both grow with the load of the machine. */
const MAX_CPU_MS = 20
const MAX_LIVEZ_MS = 100

/** Strangers send the bodies that cost most, one by one and 50 at once. */
export const bodies: Attack = {
  name: 'bodies of strangers',
  async run(shipped) {
    const costs = await costsOfBodies(shipped)
    const factor = slowness()
    return costs.map(({ body, status, cpuMs, livezMs }) => ({
      attack: body,
      measured: `${status}, ${cpuMs} ms of CPU, /livez ${livezMs} ms`,
      bound: `${MAX_CPU_MS} and ${MAX_LIVEZ_MS} ms × ${factor.toFixed(1)} (load)`,
      holds: cpuMs < MAX_CPU_MS * factor && livezMs < MAX_LIVEZ_MS * factor,
    }))
  },
}
