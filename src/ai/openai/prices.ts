import type { CoreConfig } from '../../settings/core.ts'
import { modelPrice } from '../../ages/openai-models.ts'

/** USD per million tokens. */
export type Price = { inputUsdPerMillion: number; outputUsdPerMillion: number }

type PriceConfig = Pick<
  CoreConfig,
  'openaiModel' | 'openaiInputUsdPerMillion' | 'openaiOutputUsdPerMillion'
>

/** A direct call costs twice what a row of a batch costs. Source: OpenAI, Batch API. */
const DIRECT_FACTOR = 2

/**
 * The prices of a model in a batch and in a direct call. Configured prices are for the configured
 * model only. Null for an unknown model, which configuration refuses for GRAMD_OPENAI_MODEL.
 */
export function pricesOf(
  config: PriceConfig,
  model: string,
): { batch: Price; direct: Price } | null {
  const isConfigured = model === config.openaiModel
  const known = modelPrice(model)
  const input =
    (isConfigured ? config.openaiInputUsdPerMillion : undefined) ??
    batchPrice(known?.inputUsdPerMillion)
  const output =
    (isConfigured ? config.openaiOutputUsdPerMillion : undefined) ??
    batchPrice(known?.outputUsdPerMillion)
  if (input === undefined || output === undefined) return null
  const batch = { inputUsdPerMillion: input, outputUsdPerMillion: output }
  return {
    batch,
    direct: {
      inputUsdPerMillion: input * DIRECT_FACTOR,
      outputUsdPerMillion: output * DIRECT_FACTOR,
    },
  }
}

const batchPrice = (direct: number | undefined): number | undefined =>
  direct === undefined ? undefined : direct / DIRECT_FACTOR

/** USD for these tokens. */
export const costUsd = (price: Price, inputTokens: number, outputTokens: number): number =>
  roundUsd(
    (inputTokens * price.inputUsdPerMillion + outputTokens * price.outputUsdPerMillion) / 1_000_000,
  )

/** To a billionth of a dollar: further digits are rounding noise. */
export const roundUsd = (usd: number): number => Math.round(usd * 1e9) / 1e9
