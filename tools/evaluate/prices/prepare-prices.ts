import { UsageError } from '../../../src/cli/usage-error.ts'
import type { EvaluateChoice, PreparedEvaluation } from '../command.ts'
import { HELD_OUT_CAPTIONS } from './held-out-captions.ts'
import { priceReportOf } from './price-report.ts'
import { describePriceReport } from './price-report-text.ts'
import { DEVELOPMENT_CAPTIONS } from './development-captions.ts'

/** An evaluation of the rules that read prices: it asks no model and costs nothing. */
export function preparePrices({
  half,
  model,
  limit,
  language,
}: EvaluateChoice): PreparedEvaluation {
  if (model !== undefined || limit !== undefined || language !== undefined)
    throw new UsageError('--kind prices takes no --model, --limit or --language')
  const halves = { development: DEVELOPMENT_CAPTIONS, held_out: HELD_OUT_CAPTIONS }
  const chosen = half === undefined ? halves : { [half]: halves[half] }
  return {
    estimate: null,
    run: async () => {
      const report = priceReportOf(chosen)
      return await Promise.resolve({ report, text: describePriceReport(report) })
    },
  }
}
