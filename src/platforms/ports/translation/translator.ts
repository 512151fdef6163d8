/** How a translation addresses its readers. */
export type Formality = 'default' | 'formal' | 'informal'

/** A part of a text that the service must keep as it is; `shows` is its visible text. */
export type Mark = { mark: number; shows: string }

/** A text with marks. In a translation, each mark holds what the service wrote there. */
export type MarkedText = readonly (string | Mark)[]
export type TranslatedText = readonly (string | Mark)[]

/** A language of ISO 639-1, and the service's code for it. */
export type SourceLanguage = { language: string; as: string; hasMarks: boolean }
export type TargetLanguage = SourceLanguage & { hasFormality: boolean }

/** Marks work only if both languages of a pair support them. */
export type ServiceLanguages = {
  sources: readonly SourceLanguage[]
  targets: readonly TargetLanguage[]
}

export type TranslationOrder = {
  /** Texts have marks only if both languages support them. */
  texts: readonly MarkedText[]
  from: SourceLanguage
  to: TargetLanguage
  formality: Formality
  /**
   * The whole text that the texts are parts of; services that support it use it, and do not bill
   * it.
   */
  context: string | null
}

export type Translated = {
  /** The translations: as many as the texts, in their order. */
  texts: readonly TranslatedText[]
  /** The number of characters that the service bills; null when it does not say. */
  billedCharacters: number | null
  /** The price paid in US dollars; null where characters have a price. */
  costUsd: number | null
}

/** A service's report of its current billing period. */
export type ServiceUsage = { characters: number; limit: number | null }

/**
 * One translation service. Its methods reject with TranslationServiceError, or the signal's reason.
 */
export type Translator = {
  /** Changes with the key and the address: a request that a service refused may then be allowed. */
  fingerprint: string
  /** The maximum number of characters that an order is billed for. */
  maxCharacters(order: TranslationOrder): number
  languages(signal: AbortSignal): Promise<ServiceLanguages>
  translate(order: TranslationOrder, signal: AbortSignal): Promise<Translated>
  usage?(signal: AbortSignal): Promise<ServiceUsage>
}

/** Translation services by name; one without a key is missing. */
export type Translators = Partial<Record<'deepl' | 'google', Translator>>
