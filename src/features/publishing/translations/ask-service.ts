import type {
  Formality,
  MarkedText,
  TranslatedText,
} from '../../../platforms/ports/translation/translator.ts'
import { TranslationServiceError } from '../../../platforms/ports/translation/translation-error.ts'
import { roundUsd } from '../../../ai/openai/prices.ts'
import type { CoreConfig } from '../../../settings/core.ts'
import { isFreeDeeplKey, type TranslationService } from '../../../settings/translation.ts'
import { translateLines } from './attempts.ts'
import type { Candidate, LanguagePair, TranslationServices } from './candidates.ts'
import { TRANSLATED_CHARACTERS } from './metrics.ts'
import type { Line } from './prepare.ts'
import { monthlyLimit, reserveCharacters, settleCharacters } from './store/usage.ts'

type Caption = {
  pair: LanguagePair
  text: string
  lines: readonly Line[]
  formality: Formality
  /** Learns what each request cost, also of a service that fails in the end. */
  onPaid: (usd: number) => void
}

/**
 * Translates a caption with one service. Characters are counted before they are sent. Rejects with
 * TranslationServiceError or the signal's reason.
 */
export async function askService(
  services: TranslationServices,
  candidate: Candidate,
  caption: Caption,
  signal: AbortSignal,
): Promise<string> {
  const { from, to } = caption.pair
  return await translateLines(caption.lines, {
    hasMarks: from.hasMarks && to.hasMarks,
    send: async (texts) =>
      texts.length === 0 ? [] : await send(services, candidate, { ...caption, texts }, signal),
  })
}

async function send(
  services: TranslationServices,
  { service, translator }: Candidate,
  { pair, text, formality, onPaid, texts }: Caption & { texts: readonly MarkedText[] },
  signal: AbortSignal,
): Promise<readonly TranslatedText[]> {
  const { db, config, count } = services
  const order = { ...pair, texts, formality, context: text }
  const most = translator.maxCharacters(order)
  const reserved = await reserveCharacters(db, service, most, monthlyLimit(config, service))
  const settle = async (characters: number, usd: number | null): Promise<void> => {
    const costUsd = usd ?? priceOf(config, service, characters)
    onPaid(costUsd)
    count(TRANSLATED_CHARACTERS, { service }, characters)
    await settleCharacters(db, reserved, { characters, costUsd })
  }
  try {
    const answer = await translator.translate(order, signal)
    await settle(answer.billedCharacters ?? most, answer.costUsd)
    return answer.texts
  } catch (thrown) {
    // Of a lost answer they count: our limit would be passed otherwise.
    const isBilled = !(thrown instanceof TranslationServiceError) || thrown.mayBeBilled
    await settle(isBilled ? most : 0, null)
    throw thrown
  }
}

function priceOf(config: CoreConfig, service: TranslationService, characters: number): number {
  const perMillion = {
    deepl: isFreeDeeplKey(config.deeplApiKey ?? '') ? 0 : config.deeplUsdPerMillion,
    google: config.googleTranslationUsdPerMillion,
    model: 0,
  }[service]
  return roundUsd((characters / 1_000_000) * perMillion)
}
