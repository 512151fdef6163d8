import { availableParallelism, loadavg } from 'node:os'

/** How many times longer anything takes while other programs use this machine, too. */
export const slowness = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
