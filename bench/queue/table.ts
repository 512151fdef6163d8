import type { Line, Reading } from './line.ts'

const HEAD = ['measure', 'system', 'median', 'min – max', 'unit', 'goal', '']
const NUMERIC = new Set([2])

/** The report for people: a row for each system, gramd first. */
export function formatTable(lines: readonly Line[]): string {
  const rows = lines.flatMap(({ measure, unit, gramd, peers, goal, met }) => [
    [measure, 'gramd', ...figures(gramd), unit, goal, verdict(met), gramd.note ?? ''],
    ...Object.entries(peers).map(([name, peer]) => [
      '',
      name,
      ...figures(peer),
      unit,
      '',
      '',
      peer.note ?? '',
    ]),
  ])
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const format = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return NUMERIC.has(column) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [format(HEAD), ...rows.map(format)].join('\n')
}

function figures({ median, min, max }: Reading): [string, string] {
  if (median === null || min === null || max === null) return ['–', '']
  return [figure(median), min === max ? '' : `${figure(min)} – ${figure(max)}`]
}

const figure = (value: number): string =>
  value.toLocaleString('en', { maximumSignificantDigits: 4 })

const verdict = (met: boolean | null): string => (met === null ? '' : met ? 'met' : 'NOT MET')
