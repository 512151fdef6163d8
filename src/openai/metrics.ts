import { Counter, type Registry } from 'prom-client'

/** What is counted of answers. No label tells what a text said or whom it was about. */
export type AnswerMetrics = {
  countDroppedTexts(kind: string, count: number): void
  countDroppedEvidence(reason: string, count: number): void
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
  return {
    countDroppedTexts: (kind, count) => texts.inc({ kind }, count),
    countDroppedEvidence: (reason, count) => evidence.inc({ reason }, count),
  }
}
