import { loadavg } from 'node:os'
import { inColumns } from '../columns.ts'
import { percentile } from '../percentile.ts'

/** A line of the table; with `--json`, a line of output. */
export type Figure = {
  measure: string
  unit: string
  value: number
  /** Null: the figure is only reported. */
  goal: number | null
  met: boolean | null
  /** An explanation: the slowest address, the times that a ratio is of. */
  note: string
  /** Load average of the machine when it was measured. */
  load: number
}

/** A figure that meets its goal when it is at most that. */
export function atMost(
  about: { measure: string; unit: string; goal: number | null },
  value: number,
  note = '',
): Figure {
  const rounded = Number(value.toPrecision(3))
  const { goal } = about
  return {
    ...about,
    value: rounded,
    met: goal === null ? null : rounded <= goal,
    note,
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  }
}

export type Sample = { path: string; ms: number }

/** The p95 of all samples, with the path that has the highest median. */
export function p95(measure: string, samples: readonly Sample[], goal: number): Figure {
  const medians = [...Map.groupBy(samples, ({ path }) => path)].map(([path, each]) => ({
    path,
    p50: percentile(
      each.map(({ ms }) => ms),
      0.5,
    ),
  }))
  const [slowest] = medians.toSorted((a, b) => b.p50 - a.p50)
  const times = samples.map(({ ms }) => ms)
  const note = `p50 ${percentile(times, 0.5).toFixed(1)}; slowest ${slowest?.p50.toFixed(1)} ${slowest?.path}`
  return atMost({ measure, unit: 'ms p95', goal }, percentile(times, 0.95), note)
}

const HEAD = ['measure', 'value', 'unit', 'goal', '', 'load', 'note']

export function formatFigures(figures: readonly Figure[]): string {
  const rows = figures.map(({ measure, value, unit, goal, met, load, note }) => [
    measure,
    String(value),
    unit,
    goal === null ? '–' : String(goal),
    met === null ? '' : met ? 'met' : 'NOT MET',
    String(load),
    decodeURIComponent(note).slice(0, 110),
  ])
  return inColumns(HEAD, rows, new Set([0, 2, 4, 6]))
}
