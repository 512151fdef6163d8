import type { Line } from './line.ts'
import type { Options } from './options.ts'
import type { BenchServer } from './server.ts'
import type { Driver } from './systems/driver.ts'

/** What every measure is given. */
export type Bench = {
  options: Options
  server: BenchServer
  /** Aborts when the person at the keyboard has seen enough. */
  signal: AbortSignal
  /** One line for whoever watches. */
  tell(text: string): void
}

export type Measure = (bench: Bench) => Promise<Line[]>

/** Sets drivers up, hands them to `body`, and closes them whatever happens. */
export async function withDrivers<D extends readonly Driver[], T>(
  drivers: D,
  body: (drivers: D) => Promise<T>,
): Promise<T> {
  await using stack = new AsyncDisposableStack()
  for (const driver of drivers) {
    await driver.setup()
    stack.defer(async () => await driver.close())
  }
  return await body(drivers)
}

/**
 * Visits every driver once a round, and lets another one begin each time, so that no system always runs on the heels of
 * the same neighbour.
 */
export async function interleave(
  bench: Bench,
  drivers: readonly Driver[],
  visit: (driver: Driver, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < bench.options.rounds; round++) {
    const first = round % drivers.length
    for (const driver of [...drivers.slice(first), ...drivers.slice(0, first)]) {
      bench.signal.throwIfAborted()
      await visit(driver, round)
    }
  }
}

/** Collects one list of values for each name. */
export function createTally(): {
  add(name: string, value: number): void
  of(name: string): readonly number[]
} {
  const values = new Map<string, number[]>()
  return {
    add(name, value) {
      const list = values.get(name) ?? []
      list.push(value)
      values.set(name, list)
    },
    of: (name) => values.get(name) ?? [],
  }
}
