import type { Count } from '../../base/metrics.ts'

/** Rows of batches by how they ended. */
export const AI_ROWS = {
  name: 'gramd_openai_rows_total',
  help: 'Rows of batches whose results this process has read, by outcome.',
  labelNames: ['outcome'],
} as const

const TOKENS = {
  name: 'gramd_openai_tokens_total',
  help: 'Tokens billed in results read by this process.',
  labelNames: ['kind', 'model', 'direction'],
} as const

const COST = {
  name: 'gramd_openai_cost_usd_total',
  help: 'US dollars billed in results read by this process, by the prices that it knows.',
  labelNames: ['kind', 'model'],
} as const

export const AI_COUNTERS = [AI_ROWS, TOKENS, COST]

export function countSpent(
  count: Count,
  spent: {
    kind: 'batch' | 'direct'
    model: string
    inputTokens: number
    outputTokens: number
    costUsd: number
  },
): void {
  const { kind, model, inputTokens, outputTokens, costUsd } = spent
  count(TOKENS, { kind, model, direction: 'input' }, inputTokens)
  count(TOKENS, { kind, model, direction: 'output' }, outputTokens)
  count(COST, { kind, model }, costUsd)
}
