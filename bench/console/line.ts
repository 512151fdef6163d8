import { inColumns } from '../columns.ts'
import { percentile } from '../percentile.ts'
import type { Loaded } from './assets.ts'

/** The report of one route; with `--json`, one line of output. */
export type PageLine = {
  route: string
  addresses: number
  samples: number
  p50_ms: number | null
  p95_ms: number | null
  max_ms: number | null
  /** The address with the highest median. */
  slowest: { address: string; p50_ms: number } | null
  html_kb: number | null
  /** JavaScript and CSS, brotli, without fonts. */
  scripts_kb: number | null
  styles_kb: number | null
  goals: { goal: string; met: boolean }[]
  /** Null where no link leads to the route. */
  met: boolean | null
}

export type Sample = { address: string; ms: number; bytes: number }

const MAX_MS = 50
/** The limit of JavaScript, with everything that it imports. */
const MAX_KB = 25

export function lineOf(route: string, samples: readonly Sample[], loaded: Loaded[]): PageLine {
  if (samples.length === 0)
    return {
      route,
      addresses: 0,
      samples: 0,
      p50_ms: null,
      p95_ms: null,
      max_ms: null,
      slowest: null,
      html_kb: null,
      scripts_kb: null,
      styles_kb: null,
      goals: [],
      met: null,
    }
  const times = samples.map(({ ms }) => ms)
  const byAddress = [...Map.groupBy(samples, ({ address }) => address)]
    .map(([address, each]) => ({
      address,
      p50_ms: round(
        percentile(
          each.map(({ ms }) => ms),
          0.5,
        ),
      ),
    }))
    .toSorted((a, b) => b.p50_ms - a.p50_ms)
  const p95 = round(percentile(times, 0.95))
  const largest = (kind: keyof Loaded) =>
    round(Math.max(0, ...loaded.map((each) => each[kind])) / 1_024)
  const kb = largest('scripts')
  const goals = [
    { goal: `p95 at most ${MAX_MS} ms`, met: p95 <= MAX_MS },
    { goal: `JavaScript at most ${MAX_KB} KB`, met: kb <= MAX_KB },
  ]
  return {
    route,
    addresses: byAddress.length,
    samples: samples.length,
    p50_ms: round(percentile(times, 0.5)),
    p95_ms: p95,
    max_ms: round(Math.max(...times)),
    slowest: byAddress[0] ?? null,
    html_kb: round(Math.max(...samples.map(({ bytes }) => bytes)) / 1_024),
    scripts_kb: kb,
    styles_kb: largest('styles'),
    goals,
    met: goals.every(({ met }) => met),
  }
}

const round = (value: number): number => Number(value.toPrecision(3))
const HEAD = [
  'route',
  'addresses',
  'p50 ms',
  'p95 ms',
  'max ms',
  'gzip KB',
  'js KB',
  'css KB',
  '',
  'slowest',
]

export function formatTable(lines: readonly PageLine[]): string {
  const rows = lines.map((line) => [
    line.route,
    String(line.addresses),
    ...[line.p50_ms, line.p95_ms, line.max_ms, line.html_kb, line.scripts_kb, line.styles_kb].map(
      (value) => (value === null ? '–' : String(value)),
    ),
    line.met === null ? 'no link' : line.met ? 'met' : 'NOT MET',
    line.slowest === null ? '' : `${line.slowest.p50_ms} ms ${line.slowest.address}`,
  ])
  return inColumns(HEAD, rows, new Set([0, 8, 9]))
}
