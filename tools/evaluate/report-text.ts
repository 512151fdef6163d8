import type { EvaluationEstimate } from './evaluate.ts'
import { isOpenAi, listOf, NO_MEASUREMENT, usd } from './figures.ts'
import type { EvaluationReport } from './report.ts'
import type { Agreement } from './score.ts'

/** The text before anything is spent. */
export function describeEstimate(
  { profiles, inputTokens, outputTokens, costUsd }: EvaluationEstimate,
  { model, baseUrl }: { model: string; baseUrl: string },
): string {
  const cost = costUsd === null ? 'an unknown cost' : `about ${usd(costUsd)}`
  return [
    ...(isOpenAi(baseUrl) ? [] : [NO_MEASUREMENT(new URL(baseUrl).host)]),
    `This asks ${model} about ${profiles} profiles, one direct call each: about ` +
      `${inputTokens} input and ${outputTokens} output tokens, ${cost}.`,
    'It uses no database: the calls do not count against GRAMD_OPENAI_DAILY_BUDGET_USD and ' +
      'appear in no list of costs.',
  ].join('\n')
}

export function describeReport(report: EvaluationReport): string {
  const { tokens, latency_ms: latency, evidence, dropped, forbidden } = report
  const estimated =
    report.estimated_cost_usd === null ? '' : ` (estimated ${usd(report.estimated_cost_usd)})`
  return [
    ...(report.is_measurement ? [] : [NO_MEASUREMENT(report.endpoint), '']),
    `model ${report.model}, prompt version ${report.prompt_version}, ${report.profiles} invented profiles`,
    `outcomes: ${listOf(report.outcomes)}`,
    ...(Object.keys(report.failures).length > 0 ? [`failures: ${listOf(report.failures)}`] : []),
    '',
    table('', { all: report.overall, ...report.languages, ...report.kinds }),
    '',
    table('field', report.fields),
    '',
    `evidence: ${evidence.held} of ${evidence.stated} pieces are valid; dropped: ` +
      `${dropped.texts} texts, ${dropped.evidence} pieces`,
    `forbidden words: in ${new Set(forbidden.found.map(({ profile }) => profile)).size} of ` +
      `${forbidden.checked} answers about hostile or sensitive profiles`,
    ...forbidden.found.map(({ profile, word }) => `  ${profile}: ${word}`),
    `tokens: ${tokens.input} in, ${tokens.output} out; cost: ` +
      `${report.cost_usd === null ? 'unknown' : usd(report.cost_usd)}${estimated}`,
    `latency: median ${latency.median} ms, p90 ${latency.p90} ms, longest ${latency.max} ms`,
  ].join('\n')
}

const COLUMNS = ['labelled', 'agreement', 'invented', 'missed', 'wrong'] as const

function table(title: string, rows: Readonly<Record<string, Agreement>>): string {
  const width = Math.max(title.length, ...Object.keys(rows).map((name) => name.length))
  const line = (name: string, cells: readonly string[]): string =>
    [name.padEnd(width), ...cells.map((cell) => cell.padStart(9))].join(' ')
  const lines = Object.entries(rows).map(([name, row]) =>
    line(
      name,
      COLUMNS.map((column) => {
        const value = row[column]
        if (value === null) return '–'
        return column === 'agreement' ? `${(100 * value).toFixed(0)} %` : String(value)
      }),
    ),
  )
  return [line(title, COLUMNS), ...lines].join('\n')
}
