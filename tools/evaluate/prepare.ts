import type { OpenAiGateway } from '../../src/ai/openai/gateway.ts'
import {
  estimateEvaluation,
  evaluate,
  type EvaluationChoice,
  type EvaluationConfig,
} from './evaluate.ts'
import { describeEstimate, describeReport } from './report-text.ts'
import { reportOf, type EvaluationReport } from './report.ts'

/** An evaluation of the configured model or another one: its estimate, and its run. */
export function prepareEvaluation(
  config: EvaluationConfig,
  gateway: Pick<OpenAiGateway, 'complete'>,
  {
    model = config.openaiModel,
    ...rest
  }: Omit<EvaluationChoice, 'model'> & { model?: string | undefined },
): { estimate: string; run(): Promise<{ report: EvaluationReport; text: string }> } {
  const choice = { ...rest, model }
  const estimate = estimateEvaluation(config, choice)
  return {
    estimate: describeEstimate(estimate, { model, baseUrl: config.openaiBaseUrl }),
    async run() {
      const results = await evaluate(config, gateway, choice)
      const report = reportOf(config, choice, results, estimate)
      return { report, text: describeReport(report) }
    },
  }
}
