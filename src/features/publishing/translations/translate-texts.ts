import { AlreadyRequestedError } from '../../../ai/calls/errors.ts'
import { roundUsd } from '../../../ai/openai/prices.ts'
import { raiseAlert } from '../../../alerts/raise.ts'
import { retryTransientFaults } from '../../../db/transient-faults.ts'
import type { Formality } from '../../../platforms/ports/translation/translator.ts'
import { TranslationServiceError } from '../../../platforms/ports/translation/translation-error.ts'
import type { TranslationService } from '../../../settings/translation.ts'
import { PUBLISHING_ALERTS } from '../declare.ts'
import { askService } from './ask-service.ts'
import { candidatesOf, type Candidate, type TranslationServices } from './candidates.ts'
import {
  LanguagePairError,
  NO_SERVICE,
  StillRequestedError,
  TranslationFailedError,
  TranslationNotConfiguredError,
} from './errors.ts'
import { readGlossary } from './store/glossary.ts'
import type { Glossary } from './glossary.ts'
import { prepare, type Line } from './prepare.ts'
import { readRest, restService } from './store/services.ts'
import { findTranslation, storeTranslation, type TranslationKey } from './store/translations.ts'
import { captionFlags, type Flag } from './caption-flags.ts'
import { asItIs, needsNoService, verify } from './verify.ts'

/** Runs a function for every item, for a few at once; the answers are in the order of the items. */
async function limitConcurrency<Item, Value>(
  items: readonly Item[],
  atOnce: number,
  run: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values = new Map<number, Value>()
  const left = items.entries()
  const work = async (): Promise<void> => {
    for (const [place, item] of left) values.set(place, await run(item))
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return items.flatMap((_, place) => {
    const value = values.get(place)
    return value === undefined ? [] : [value]
  })
}

export type TranslationRequest = {
  texts: readonly string[]
  /** ISO 639-1. */
  from: string
  to: readonly string[]
  formality?: Formality | undefined
  /** Is called after each text in a language. */
  onText?: () => void
}

/** A text in one language. */
export type Translation = {
  language: string
  /** Null when no service translated it: `error` says why. */
  text: string | null
  /** Null for a correction, and for a text without words. */
  service: TranslationService | null
  /** Why a person should look at it; empty when nothing was found. */
  flags: readonly Flag[]
  /** Whether it was translated before, and so costs nothing now. */
  cached: boolean
  /** Whether a person wrote it. */
  corrected: boolean
  cost_usd: number
  error: TranslationFailedError | LanguagePairError | TranslationNotConfiguredError | null
}

/** Languages that are translated at once. */
const AT_ONCE = 3

/**
 * Translates each text into each language: for each text its translations in the order of `to`. A
 * correction by a person comes first, then what was translated before, then the services in their
 * order. What no service can do has an `error` and no text. Rejects with the signal's reason, or a
 * fault of the database.
 */
export async function translateTexts(
  services: TranslationServices,
  { texts, from, to, formality = 'default', onText }: TranslationRequest,
  signal: AbortSignal,
): Promise<Translation[][]> {
  const candidates = candidatesOf(services, signal)
  const byLanguage = await limitConcurrency(to, AT_ONCE, async (language) => {
    const glossary = await readGlossary(services.db, { from, to: language })
    const done: Translation[] = []
    for (const source of texts) {
      const text = source.replaceAll(/\r\n?/g, '\n')
      const key = { text, from, to: language, formality, glossaryVersion: glossary.version }
      done.push(await translateOne({ services, candidates, glossary, signal }, key))
      onText?.()
    }
    return done
  })
  return texts.map((_, place) => byLanguage.flatMap((each) => each[place] ?? []))
}

type Context = {
  services: TranslationServices
  candidates: readonly Candidate[]
  glossary: Glossary
  signal: AbortSignal
}

const result = (key: TranslationKey, text: string | null): Translation => ({
  language: key.to,
  text,
  service: null,
  flags: [],
  cached: false,
  corrected: false,
  cost_usd: 0,
  error: null,
})

async function translateOne(context: Context, key: TranslationKey): Promise<Translation> {
  const { services, candidates, glossary } = context
  const { config } = services
  if (key.from === key.to)
    return { ...result(key, key.text), flags: captionFlags(key.text, config) }
  const order = candidates.map(({ service }) => service)
  const known = await findTranslation(services.db, key, order)
  if (known?.service === 'person')
    return { ...result(key, known.text), flags: captionFlags(known.text, config), corrected: true }
  const lines = prepare(key.text, glossary)
  if (needsNoService(lines)) {
    const text = asItIs(lines)
    return { ...result(key, text), flags: captionFlags(text, config) }
  }
  if (known) {
    const flags = verify(known.text, lines, key, config)
    return { ...result(key, known.text), service: known.service, flags, cached: true }
  }
  return await translateMissing(context, key, lines)
}

async function translateMissing(
  context: Context,
  key: TranslationKey,
  lines: readonly Line[],
): Promise<Translation> {
  const { services, candidates, signal } = context
  const failures: TranslationServiceError[] = []
  let paid = 0
  const onPaid = (usd: number): void => void (paid += usd)
  for (const candidate of candidates) {
    const { service, translator } = candidate
    const rest = await readRest(services.db, service, translator)
    if (rest) {
      const { fault, message, forMs: restMs } = rest
      failures.push(new TranslationServiceError(fault, message, { restMs }))
      continue
    }
    try {
      const pair = await candidate.pair(key.from, key.to)
      if (!pair) continue
      const { text: source, formality } = key
      const caption = { pair, text: source, lines, formality, onPaid }
      const text = await askService(services, candidate, caption, signal)
      const flags = verify(text, lines, key, services.config)
      if (text.trim() !== '') await keep(services, key, { service, text })
      return { ...result(key, text), service, flags, cost_usd: roundUsd(paid) }
    } catch (thrown) {
      signal.throwIfAborted()
      if (!(thrown instanceof TranslationServiceError)) throw thrown
      failures.push(thrown)
      await learn(services, candidate, thrown)
    }
  }
  const error = await failed(services, candidates, key, failures)
  return { ...result(key, null), error, cost_usd: roundUsd(paid) }
}

/**
 * A service that refuses rests as long as it says; the pipeline of the model has rests of its own.
 */
async function learn(
  { db, log }: TranslationServices,
  { service, translator }: Candidate,
  error: TranslationServiceError,
): Promise<void> {
  const { code, message: reason } = error
  log.warn({ code, service, reason }, 'translation service failed')
  if (service !== 'model') await restService(db, service, translator, error)
}

async function keep(
  services: TranslationServices,
  key: TranslationKey,
  answer: { service: TranslationService; text: string },
): Promise<void> {
  await retryTransientFaults(
    async () =>
      await services.db
        .transaction()
        .execute(async (tx) => await storeTranslation(tx, services, key, answer)),
  )
}

/** The time until a model is asked again that may still be answering another task (real time). */
const LIVE_TIMEOUT_MS = 20_000

/** Returns why nothing was translated, and notifies operators when services failed. */
async function failed(
  { db, clock }: TranslationServices,
  candidates: readonly Candidate[],
  { from, to }: TranslationKey,
  failures: readonly TranslationServiceError[],
) {
  if (candidates.length === 0) return new TranslationNotConfiguredError(NO_SERVICE)
  const [first] = failures
  if (!first)
    return new LanguagePairError(
      `none of ${candidates.map(({ service }) => service).join(', ')} translates ${from} to ${to}`,
    )
  const reasons = failures.map(({ message }) => message).join('; ')
  const message = `no service translated ${from} to ${to}: ${reasons}`
  if (failures.some(({ cause }) => cause instanceof AlreadyRequestedError))
    return new StillRequestedError(message, LIVE_TIMEOUT_MS / clock.realMs(1))
  await raiseAlert(db, {
    ...PUBLISHING_ALERTS.translation_failing,
    cause: first.code,
    item: { from, to, reason: reasons },
  })
  return new TranslationFailedError(message, Math.min(...failures.map(({ restMs }) => restMs)))
}
