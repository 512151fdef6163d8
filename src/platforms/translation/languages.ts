import type {
  ServiceLanguages,
  SourceLanguage,
  TargetLanguage,
} from '../ports/translation/translator.ts'

/** A language as a service lists it, such as `en-US`. */
export type Listed = {
  code: string
  isSource: boolean
  isTarget: boolean
  hasMarks: boolean
  hasFormality: boolean
}

/** The variant that most readers use, where a service has no plain form of a language. */
const USUAL_VARIANTS: Readonly<Record<string, readonly string[]>> = {
  en: ['en-us', 'en-gb'],
  pt: ['pt-br', 'pt-pt'],
  zh: ['zh-hans', 'zh-cn'],
}
/** Codes that services use in addition to or instead of those of ISO 639-1. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  iw: ['he'],
  jw: ['jv'],
  nb: ['nb', 'no'],
  no: ['no', 'nb'],
}

/** Returns the languages by ISO 639-1, each once. */
export function languagesOf(listed: readonly Listed[]): ServiceLanguages {
  const sources = new Map<string, SourceLanguage>()
  const targets = new Map<string, TargetLanguage>()
  for (const { code: as, hasMarks, hasFormality, isSource, isTarget } of listed.toSorted(byUse)) {
    const [base = ''] = as.toLowerCase().split('-')
    for (const language of SAME[base] ?? [base]) {
      if (!/^[a-z]{2}$/.test(language)) continue
      if (isSource && !sources.has(language)) sources.set(language, { language, as, hasMarks })
      if (isTarget && !targets.has(language))
        targets.set(language, { language, as, hasMarks, hasFormality })
    }
  }
  return { sources: [...sources.values()], targets: [...targets.values()] }
}

const byUse = (a: Listed, b: Listed): number => rank(a.code) - rank(b.code)

/** Ranks the plain form first, then the usual variants. */
function rank(code: string): number {
  const key = code.toLowerCase()
  const [base = ''] = key.split('-')
  if (key === base) return 0
  const place = USUAL_VARIANTS[base]?.indexOf(key) ?? -1
  return place === -1 ? 100 : 1 + place
}
