import type { OpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import type { EvaluationConfig } from '../evaluate.ts'
import { draftReportOf, type DraftReport } from './draft-report.ts'
import { describeDraftEstimate, describeDraftReport } from './draft-report-text.ts'
import { estimateDrafts, evaluateDrafts, type DraftChoice } from './evaluate-drafts.ts'

/**
 * An evaluation of the drafts of the configured model or another one: its estimate, and its run.
 */
export function prepareDrafts(
  config: EvaluationConfig,
  gateway: Pick<OpenAiGateway, 'complete'>,
  {
    model = config.openaiModel,
    ...rest
  }: Omit<DraftChoice, 'model'> & { model?: string | undefined },
): { estimate: string; run(): Promise<{ report: DraftReport; text: string }> } {
  const choice = { ...rest, model }
  const estimate = estimateDrafts(config, choice)
  return {
    estimate: describeDraftEstimate(estimate, { model, baseUrl: config.openaiBaseUrl }),
    async run() {
      const results = await evaluateDrafts(config, gateway, choice)
      const report = draftReportOf(config, choice, results, estimate)
      return { report, text: describeDraftReport(report) }
    },
  }
}
