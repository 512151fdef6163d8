import { inColumns } from '../columns.ts'
import type { Phase } from './phase.ts'

/** Files of one purpose, in MB of 10^6 bytes. */
export type Files = { count: number; megabytes: number; largest: number }

/** The report of one phase; with `--json`, one line of output. */
export type AnalysisLine = {
  phase: string
  rows: number
  seconds: number
  rows_per_second: number
  cpu_seconds: number
  rows_per_cpu_second: number
  peak_rss_mb: number
  database_seconds: number
  database_ms_per_row: number
  database_cpu_seconds: number
  database_cpu_ms_per_row: number
  statements: number
  load: number
  files: Files
  heaviest: Phase['statements']
  goals: { goal: string; met: boolean }[]
  met: boolean
}

const MAX_MEGABYTES = 300
/** The least rate of reading results, in rows a second. */
const MIN_RATE = 2_000

export function lineOf(phase: Phase, files: Files, isRateAGoal: boolean): AnalysisLine {
  const rate = phase.rows / phase.seconds
  const goals = [
    { goal: `at most ${MAX_MEGABYTES} MB`, met: phase.peakMegabytes <= MAX_MEGABYTES },
    ...(isRateAGoal ? [{ goal: `at least ${MIN_RATE} rows/s`, met: rate >= MIN_RATE }] : []),
  ]
  return {
    phase: phase.name,
    rows: phase.rows,
    seconds: round(phase.seconds),
    rows_per_second: round(rate),
    cpu_seconds: round(phase.cpuSeconds),
    rows_per_cpu_second: round(phase.rows / phase.cpuSeconds),
    peak_rss_mb: round(phase.peakMegabytes),
    database_seconds: round(phase.databaseSeconds),
    database_ms_per_row: round((1_000 * phase.databaseSeconds) / phase.rows),
    database_cpu_seconds: round(phase.databaseCpuSeconds),
    database_cpu_ms_per_row: round((1_000 * phase.databaseCpuSeconds) / phase.rows),
    statements: phase.calls,
    load: round(phase.load),
    files: { ...files, megabytes: round(files.megabytes), largest: round(files.largest) },
    heaviest: phase.statements.map((each) => ({ ...each, seconds: round(each.seconds) })),
    goals,
    met: goals.every(({ met }) => met),
  }
}

const round = (value: number): number => Number(value.toPrecision(3))

const HEAD = [
  'phase',
  'rows',
  'seconds',
  'rows/s',
  'CPU s',
  'rows/CPU s',
  'peak MB',
  'db s',
  'db ms/row',
  'db CPU s',
  'db CPU ms/row',
  'files',
  'MB',
  'load',
  '',
]
/** Columns of text; the others are numbers. */
const WORDY = new Set([0, 14])

export function formatAnalysisTable(lines: readonly AnalysisLine[]): string {
  const rows = lines.map((line) => [
    line.phase,
    ...[
      line.rows,
      line.seconds,
      line.rows_per_second,
      line.cpu_seconds,
      line.rows_per_cpu_second,
      line.peak_rss_mb,
      line.database_seconds,
      line.database_ms_per_row,
      line.database_cpu_seconds,
      line.database_cpu_ms_per_row,
      line.files.count,
      line.files.megabytes,
      line.load,
    ].map(String),
    line.met ? 'met' : `NOT MET: ${missed(line)}`,
  ])
  return inColumns(HEAD, rows, WORDY)
}

const missed = ({ goals }: AnalysisLine): string =>
  goals
    .filter(({ met }) => !met)
    .map(({ goal }) => goal)
    .join(', ')
