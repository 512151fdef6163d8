import pg from 'pg'
import { z } from 'zod'
import type { ControlClient } from './control-client.ts'

/** The report of every program; it succeeds if nothing failed. */
export type RunReport = { failures: readonly string[] }

/**
 * Prints the report as JSON or as text with its failures; returns the exit code, 0 if nothing
 * failed.
 */
export function printReport<R extends RunReport>(
  report: R,
  { json, describe }: { json: boolean; describe: (report: R) => string },
): number {
  const failures = report.failures.map((failure) => `FAILED: ${failure}`)
  console.log(json ? JSON.stringify(report) : [describe(report), ...failures].join('\n'))
  return failures.length === 0 ? 0 : 1
}

/** `done 8, failed 1`, or 'none'. */
export const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none'

export const sumOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0)

export const oneDecimal = (value: number): number => Math.round(value * 10) / 10

export const minutesSince = (startedAt: number): number =>
  oneDecimal((performance.now() - startedAt) / 60_000)

const Referee = z.object({
  accounts: z.record(z.string(), z.object({ requests: z.number(), logins: z.number() })),
  /** Requests by endpoint. */
  classes: z.record(z.string(), z.number()),
  violations: z.number(),
  violations_by_rule: z.record(z.string(), z.number()),
})
export type RefereeCounts = z.output<typeof Referee>

/** Reads the counts of the referee of the stand-in for Instagram. */
export const readReferee = async (control: ControlClient): Promise<RefereeCounts> =>
  Referee.parse(await control.get('/referee'))

/** Violations of the limits, as failures. */
export const violationFailures = (violations: number): string[] =>
  violations > 0 ? [`the referee counts ${violations} broken rules`] : []

/** Runs `work` on a connection of its own. */
export async function withConnection<T>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The rows of a query with the columns `name` and `count`. */
export async function readCounts(
  client: pg.Client,
  query: string,
): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string; count: number }>(query)
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}
