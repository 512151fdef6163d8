import type { Formality, MarkedText } from '../../../platforms/translator.ts'
import { TranslationServiceError } from '../../../platforms/translation-error.ts'
import { roundUsd } from '../../../ai/openai/prices.ts'
import type { CoreConfig } from '../../../settings/core.ts'
import { isFreeDeeplKey, type TranslationService } from '../../../settings/translation.ts'
import { translateLines } from './attempts.ts'
import type { Candidate, LanguagePair, TranslationServices } from './candidates.ts'
import { TRANSLATED_CHARACTERS } from './metrics.ts'
import type { Line } from './prepare.ts'
import { monthlyLimit, reserveCharacters, settleCharacters } from './usage-store.ts'

type Caption = {
  pair: LanguagePair
  text: string
  lines: readonly Line[]
  formality: Formality
}
type Answered = { text: string; costUsd: number }

/**
 * Has one service translate a caption. Characters are counted before they are sent. Rejects with TranslationServiceError or the signal's reason.
 */
export async function askService(
  services: TranslationServices,
  candidate: Candidate,
  caption: Caption,
  signal: AbortSignal,
): Promise<Answered> {
  let costUsd = 0
  const { from, to } = caption.pair
  const text = await translateLines(caption.lines, {
    hasMarks: from.hasMarks && to.hasMarks,
    send: async (texts) => {
      if (texts.length === 0) return []
      const sent = await send(services, candidate, { ...caption, texts }, signal)
      costUsd += sent.costUsd
      return sent.texts
    },
  })
  return { text, costUsd: roundUsd(costUsd) }
}

async function send(
  { db, config, count }: TranslationServices,
  { service, translator }: Candidate,
  { pair, text, formality, texts }: Caption & { texts: readonly MarkedText[] },
  signal: AbortSignal,
) {
  const order = { ...pair, texts, formality, context: text }
  const most = translator.mostCharacters(order)
  const reserved = await reserveCharacters(db, service, most, monthlyLimit(config, service))
  try {
    const answer = await translator.translate(order, signal)
    const characters = answer.billedCharacters ?? most
    const costUsd = answer.costUsd ?? priceOf(config, service, characters)
    await settleCharacters(db, reserved, { characters, costUsd })
    count(TRANSLATED_CHARACTERS, { service }, characters)
    return { texts: answer.texts, costUsd }
  } catch (thrown) {
    // Without an answer the characters may be billed all the same: they count.
    const isBilled = !(thrown instanceof TranslationServiceError) || thrown.fault === 'down'
    const characters = isBilled ? most : 0
    await settleCharacters(db, reserved, {
      characters,
      costUsd: service === 'model' ? 0 : priceOf(config, service, characters),
    })
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
