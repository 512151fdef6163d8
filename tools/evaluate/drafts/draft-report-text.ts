import { isOpenAi, listOf, NO_MEASUREMENT, usd } from '../figures.ts'
import { percent, table } from '../table.ts'
import type { DraftFigures } from './draft-figures.ts'
import type { DraftReport } from './draft-report.ts'
import type { DraftEstimate } from './evaluate-drafts.ts'

/** The text before anything is spent. */
export function describeDraftEstimate(
  { posts, requested, inputTokens, outputTokens, costUsd }: DraftEstimate,
  { model, baseUrl }: { model: string; baseUrl: string },
): string {
  const cost = costUsd === null ? 'an unknown cost' : `about ${usd(costUsd)}`
  return [
    ...(isOpenAi(baseUrl) ? [] : [NO_MEASUREMENT(new URL(baseUrl).host)]),
    `This asks ${model} about ${requested} of ${posts} posts, one direct call each; the rules ` +
      `leave out the others. About ${inputTokens} input and ${outputTokens} output tokens, ` +
      `${cost}.`,
    'It uses no database: the calls do not count against GRAMD_OPENAI_DAILY_BUDGET_USD and ' +
      'appear in no list of costs.',
  ].join('\n')
}

export function describeDraftReport(report: DraftReport): string {
  const { overall, invented, forbidden, left_out: out, tokens, latency_ms: latency } = report
  const estimated =
    report.estimated_cost_usd === null ? '' : ` (estimated ${usd(report.estimated_cost_usd)})`
  return [
    ...(report.is_measurement ? [] : [NO_MEASUREMENT(report.endpoint), '']),
    `model ${report.model}, prompt version ${report.prompt_version}, ${overall.posts} invented posts`,
    `outcomes: ${listOf(report.outcomes)}`,
    ...(Object.keys(report.failures).length > 0 ? [`failures: ${listOf(report.failures)}`] : []),
    '',
    `no edit needed: ${percent(overall.no_edit_share)} (goal ${percent(report.no_edit_goal)})`,
    '',
    groupTable({ all: overall, ...report.halves, ...report.kinds }),
    '',
    groupTable(report.languages),
    '',
    table(
      ['field', 'right', 'of', 'share'],
      Object.entries(report.fields).map(([name, { right, of, share }]) => [
        name,
        String(right),
        String(of),
        percent(share),
      ]),
    ),
    '',
    table(
      ['confidence', 'drafts', 'no edit', 'share'],
      report.bands.map(({ from, to, drafts, no_edit: right, share }) => [
        `${from}–${to}`,
        String(drafts),
        String(right),
        percent(share),
      ]),
    ),
    '',
    `invented values that survived: ${invented.length}`,
    ...invented.map(({ post, field, value }) => `  ${post}: ${field} ${value}`),
    `forbidden words: in ${new Set(forbidden.found.map(({ post }) => post)).size} of ` +
      `${forbidden.checked} posts that order something`,
    ...forbidden.found.map(({ post, word }) => `  ${post}: ${word}`),
    `left out by the rules: ${out.rightly} rightly, ${out.wrongly.length} wrongly`,
    ...out.wrongly.map((post) => `  ${post}`),
    ...(Object.keys(report.flags).length > 0 ? [`flags: ${listOf(report.flags)}`] : []),
    `edits in the shown half: ${report.edits.length}`,
    ...report.edits.map(
      ({ post, product, fields }) => `  ${post}: ${product}: ${fields.join(', ')}`,
    ),
    `tokens: ${tokens.input} in, ${tokens.output} out; cost: ` +
      `${report.cost_usd === null ? 'unknown' : usd(report.cost_usd)}${estimated}`,
    `latency: median ${latency.median} ms, p90 ${latency.p90} ms, longest ${latency.max} ms`,
  ].join('\n')
}

const groupTable = (groups: Readonly<Record<string, DraftFigures>>): string =>
  table(
    ['', 'posts', 'products', 'found', 'missed', 'false', 'no edit', 'share'],
    Object.entries(groups).map(([name, of]) => [
      name,
      ...[of.posts, of.products, of.found, of.missed, of.false, of.no_edit].map(String),
      percent(of.no_edit_share),
    ]),
  )
