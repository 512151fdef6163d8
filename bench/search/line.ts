import { inColumns } from '../columns.ts'
import { percentile } from '../percentile.ts'
import type { Plan, Sample } from './measure.ts'
import type { Question } from './questions.ts'

/** The report of one question; with `--json`, one line of output. */
export type SearchLine = {
  question: string
  creators: number
  /** Its paths, and its requests in total. */
  variants: number
  samples: number
  /** Mean of the answers. */
  rows: number
  p50_ms: number
  p95_ms: number
  max_ms: number
  /** The variant with the highest median. */
  slowest: { path: string; p50_ms: number }
  indexes: string[]
  scanned: string[]
  goals: { goal: string; met: boolean }[]
  met: boolean
}

/** The limits for most questions: that of the p95, and that of each of them. */
const MAX_MS = 100
const SLOWEST_MS = 1_000

export function lineOf(
  { name, maxMs = MAX_MS }: Pick<Question, 'name' | 'maxMs'>,
  creators: number,
  samples: readonly Sample[],
  plan: Plan,
): SearchLine {
  const times = samples.map(({ ms }) => ms)
  const byPath = [...Map.groupBy(samples, ({ path }) => path)].map(([path, each]) => ({
    path,
    p50_ms: round(
      percentile(
        each.map(({ ms }) => ms),
        0.5,
      ),
    ),
  }))
  const slowest = byPath.sort((a, b) => b.p50_ms - a.p50_ms)[0] ?? { path: '', p50_ms: 0 }
  const p95 = round(percentile(times, 0.95))
  const goals = [
    { goal: `p95 of at most ${maxMs} ms`, met: p95 <= maxMs },
    { goal: `at most ${SLOWEST_MS} ms`, met: Math.max(...times) <= SLOWEST_MS },
    {
      goal: 'indexes, and no large table from end to end',
      met: plan.indexes.length > 0 && plan.scanned.length === 0,
    },
  ]
  return {
    question: name,
    creators,
    variants: byPath.length,
    samples: samples.length,
    rows: round(samples.reduce((sum, { rows }) => sum + rows, 0) / samples.length),
    p50_ms: round(percentile(times, 0.5)),
    p95_ms: p95,
    max_ms: round(Math.max(...times)),
    slowest,
    indexes: plan.indexes,
    scanned: plan.scanned,
    goals,
    met: goals.every(({ met }) => met),
  }
}

const round = (value: number): number => Number(value.toPrecision(3))

const HEAD = ['question', 'as', 'times', 'rows', 'p50 ms', 'p95 ms', 'max ms', '', 'plan']
/** Columns of text; the others are numbers. */
const WORDY = new Set([0, 7, 8])

export function formatSearchTable(lines: readonly SearchLine[]): string {
  const rows = lines.map((line) => [
    line.question,
    ...[line.variants, line.samples, line.rows, line.p50_ms, line.p95_ms, line.max_ms].map(String),
    line.met ? 'met' : 'NOT MET',
    line.scanned.length > 0 ? `scans ${line.scanned.join(', ')}` : line.indexes.join(', '),
  ])
  return inColumns(HEAD, rows, WORDY)
}
