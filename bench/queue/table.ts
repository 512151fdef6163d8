import { inColumns } from '../columns.ts'
import type { Line, Reading } from './line.ts'

const HEAD = ['measure', 'system', 'median', 'min – max', 'unit', 'goal', '']
const WORDY = new Set([0, 1, 3, 4, 5, 6, 7])

/** A row per system, gramd first. */
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
  return inColumns(HEAD, rows, WORDY)
}

function figures({ median, min, max }: Reading): [string, string] {
  if (median === null || min === null || max === null) return ['–', '']
  return [figure(median), min === max ? '' : `${figure(min)} – ${figure(max)}`]
}

const figure = (value: number): string =>
  value.toLocaleString('en', { maximumSignificantDigits: 4 })

const verdict = (met: boolean | null): string => (met === null ? '' : met ? 'met' : 'NOT MET')
