import type { Line } from './line.ts'
import type { Options } from './options.ts'
import type { BenchServer } from './server.ts'
import type { Driver } from './systems/driver.ts'

/** The input of every measure. */
export type Bench = {
  options: Options
  server: BenchServer
  /** Aborts when the user stops the run. */
  signal: AbortSignal
  /** Prints one line of progress. */
  progress(text: string): void
}

export type Measure = (bench: Bench) => Promise<Line[]>

/** Sets drivers up, calls `body`, and closes them in any case. */
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
 * Visits every driver once per round, starting with another one each time, so that no system always
 * runs after the same neighbour.
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

/** Collects a list of values per name. */
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
