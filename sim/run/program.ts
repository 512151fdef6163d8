import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startLocalGramd, type LocalGramd, type LocalGramdOptions } from './local-gramd.ts'
import { count, flag, readRunOptions, speed, type Schemas, type Values } from './options.ts'
import { printReport, type RunReport } from './report.ts'
import { stopSignal } from './signals.ts'

const commonOptions = (defaults: { minutes: number; seed: string; accounts: number }) => ({
  accounts: count.default(defaults.accounts).describe('accounts in the pool'),
  speed: speed.default(400).describe('how many times as fast as real time the world runs'),
  minutes: count
    .default(defaults.minutes)
    .describe('real minutes after which it ends, done or not'),
  seed: z.string().default(defaults.seed).describe('the world is generated from this'),
  json: flag('print the report as JSON'),
})
type Options<S extends Schemas> = Values<S> & Values<ReturnType<typeof commonOptions>>

/** One run of a program. */
type Run<S extends Schemas = Schemas> = {
  gramd: LocalGramd
  options: Options<S>
  /** World time at the start. */
  worldAt: Date
  /** The start as a value of `performance.now()`. */
  startedAt: number
  /** Aborts when the user stops the program or its minutes are over. */
  signal: AbortSignal
}

type Program<S extends Schemas, R extends RunReport> = {
  /** The name of its npm script, its folder below .gramd and its default seed. */
  name: string
  summary: string
  /** Options beside the common ones (accounts, speed, minutes, seed, json). */
  options: S
  /** Default of --minutes. */
  minutes: number
  /** Default of --accounts; 50 without it. */
  accounts?: number
  /** The port of the API; 0 takes a free one. */
  port: number
  setUp?: (options: Options<S>) => Partial<LocalGramdOptions>
  run(run: Run<S>): Promise<R>
  /** The report as text, without its failures. */
  describe(report: R): string
}

/**
 * Starts gramd beside the stand-ins, runs the program, prints its report and sets the exit code.
 */
export async function runProgram<S extends Schemas, R extends RunReport>({
  name,
  ...program
}: Program<S, R>): Promise<void> {
  const values = readRunOptions({
    name: `npm run ${name}`,
    summary: program.summary,
    options: {
      ...program.options,
      ...commonOptions({ minutes: program.minutes, seed: name, accounts: program.accounts ?? 50 }),
    },
  })
  const options: Options<S> = values
  const stopped = stopSignal()
  const startedAt = performance.now()
  const worldAt = new Date()
  const gramd = await startLocalGramd({
    folder: folderOf(name),
    accounts: options.accounts,
    speed: options.speed,
    seed: options.seed,
    worldAt,
    port: program.port,
    ...program.setUp?.(options),
  })
  try {
    process.stderr.write(`gramd listens on ${gramd.url}; its log is ${gramd.logFile}\n`)
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(options.minutes * 60_000)])
    const report = await program.run({ gramd, options, worldAt, startedAt, signal })
    process.exitCode = printReport(report, { json: options.json, describe: program.describe })
  } finally {
    await gramd.stop()
  }
}

/** The folder in which a program stores its logs and its database. */
export const folderOf = (name: string): string =>
  fileURLToPath(new URL(`../../.gramd/${name}`, import.meta.url))
