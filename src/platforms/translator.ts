/** How a translation addresses its readers. */
export type Formality = 'default' | 'formal' | 'informal'

/** A part of a text that the service must carry over as it is; `shows` is what stands there. */
export type Mark = { mark: number; shows: string }

/** A text with marks in it. What comes back has in each mark what the service wrote there. */
export type MarkedText = readonly (string | Mark)[]
export type TranslatedText = readonly (string | Mark)[]

/** A language of ISO 639-1, and how a service calls it. */
export type SourceLanguage = { language: string; as: string; hasMarks: boolean }
export type TargetLanguage = SourceLanguage & { hasFormality: boolean }

/** Marks need both languages of a pair. */
export type ServiceLanguages = {
  sources: readonly SourceLanguage[]
  targets: readonly TargetLanguage[]
}

export type TranslationOrder = {
  /** Marks stand in them only if both languages have them. */
  texts: readonly MarkedText[]
  from: SourceLanguage
  to: TargetLanguage
  formality: Formality
  /** The whole of which the texts are parts; services that can read it use it, and do not bill it. */
  context: string | null
}

export type Translated = {
  /** As many as there were, in their order. */
  texts: readonly TranslatedText[]
  /** What the service says it bills; null when it says nothing. */
  billedCharacters: number | null
  /** What was paid; null where characters have a price. */
  costUsd: number | null
}

/** What a service says of its own period of billing. */
export type ServiceUsage = { characters: number; limit: number | null }

/** One translation service. Its methods reject with TranslationServiceError, or the signal's reason. */
export type Translator = {
  /** Changes with the key and the address: what a service refused may be allowed then. */
  fingerprint: string
  /** No order is billed for more than this. */
  maxCharacters(order: TranslationOrder): number
  languages(signal: AbortSignal): Promise<ServiceLanguages>
  translate(order: TranslationOrder, signal: AbortSignal): Promise<Translated>
  usage?(signal: AbortSignal): Promise<ServiceUsage>
}

/** Services of others by name; one without a key is missing. */
export type Translators = Partial<Record<'deepl' | 'google', Translator>>
