import { Counter, type Registry } from 'prom-client'

/** What is counted of answers and batches. No label tells what a text said or whom it was about. */
export type AnswerMetrics = {
  countDroppedTexts(kind: string, count: number): void
  countDroppedEvidence(reason: string, count: number): void
  /** Rows of batches by how they ended. */
  countRows(rows: Readonly<Record<string, number>>): void
  /** What was paid: in a batch, or by a direct call. */
  countSpent(spent: {
    kind: 'batch' | 'direct'
    model: string
    inputTokens: number
    outputTokens: number
    costUsd: number
  }): void
}

export function createAnswerMetrics(registry: Registry): AnswerMetrics {
  const registers = [registry]
  const texts = new Counter({
    name: 'gramd_ai_dropped_texts_total',
    help: 'Texts of answers that this process has dropped, by what they told of: health, religion, politics, sexuality or ethnic_origin.',
    labelNames: ['kind'],
    registers,
  })
  const evidence = new Counter({
    name: 'gramd_ai_dropped_evidence_total',
    help: 'Evidence of answers that this process has dropped because it does not hold, by reason.',
    labelNames: ['reason'],
    registers,
  })
  const rowEnds = new Counter({
    name: 'gramd_openai_rows_total',
    help: 'Rows of batches whose results this process has read, by outcome.',
    labelNames: ['outcome'],
    registers,
  })
  const tokens = new Counter({
    name: 'gramd_openai_tokens_total',
    help: 'Tokens that this process has read the bill of.',
    labelNames: ['kind', 'model', 'direction'],
    registers,
  })
  const cost = new Counter({
    name: 'gramd_openai_cost_usd_total',
    help: 'US dollars that this process has read the bill of, by the prices that it knows.',
    labelNames: ['kind', 'model'],
    registers,
  })
  return {
    countRows(rows) {
      for (const [outcome, count] of Object.entries(rows)) rowEnds.inc({ outcome }, count)
    },
    countSpent({ kind, model, inputTokens, outputTokens, costUsd }) {
      tokens.inc({ kind, model, direction: 'input' }, inputTokens)
      tokens.inc({ kind, model, direction: 'output' }, outputTokens)
      cost.inc({ kind, model }, costUsd)
    },
    countDroppedTexts: (kind, count) => texts.inc({ kind }, count),
    countDroppedEvidence: (reason, count) => evidence.inc({ reason }, count),
  }
}
