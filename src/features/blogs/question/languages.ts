import type { Reading } from './reading.ts'

/**
 * A language by its names: of the adjective in English, its beginning in Russian, and in Kazakh.
 */
type Names = { en: string; ru: string; kk: string; isOfCreators?: true }

/**
 * Languages that people ask for. Of those with `isOfCreators` the bare adjective is a language, too
 * ("kazakh moms"); of others it is more often a cuisine or cosmetics.
 */
const LANGUAGES: Readonly<Record<string, Names>> = {
  kk: { en: 'kazakh|qazaq', ru: 'казах|қазақ', kk: 'қазақ|казак', isOfCreators: true },
  ru: { en: 'russian', ru: 'рус', kk: 'орыс', isOfCreators: true },
  en: { en: 'english', ru: 'англий|англо', kk: 'ағылшын|агылшын' },
  uz: { en: 'uzbek', ru: 'узбек', kk: 'өзбек|озбек', isOfCreators: true },
  ky: { en: 'kyrgyz|kirghiz', ru: 'кыргыз|киргиз', kk: 'қырғыз|кыргыз', isOfCreators: true },
  tr: { en: 'turkish', ru: 'турец', kk: 'түрік' },
  uk: { en: 'ukrainian', ru: 'украин', kk: 'украин' },
  tg: { en: 'tajik', ru: 'таджик', kk: 'тәжік' },
  az: { en: 'azerbaijani', ru: 'азербайджан', kk: 'әзербайжан' },
  hy: { en: 'armenian', ru: 'армян', kk: 'армян' },
  ka: { en: 'georgian', ru: 'грузин', kk: 'грузин' },
  de: { en: 'german', ru: 'немец', kk: 'неміс' },
  fr: { en: 'french', ru: 'француз', kk: 'француз' },
  es: { en: 'spanish', ru: 'испан', kk: 'испан' },
  it: { en: 'italian', ru: 'итальян', kk: 'итальян' },
  ar: { en: 'arabic', ru: 'араб', kk: 'араб' },
  ko: { en: 'korean', ru: 'корей', kk: 'корей|кәріс' },
  zh: { en: 'chinese', ru: 'китай', kk: 'қытай' },
  ja: { en: 'japanese', ru: 'япон', kk: 'жапон' },
}

const BEGIN = '(?<![\\p{L}\\p{N}])'
const END = '(?![\\p{L}\\p{N}])'

const patternOf = ({ en, ru, kk, isOfCreators }: Names): RegExp => {
  const speaks = 'speaks?|speaking|speakers?|language|lang|content|posts|blogs'
  const adjective = `(?:${ru})(?:с?к?и|ск|цк)`
  const all = [
    `(?:(?:in|speaks?|speaking|posting in|writing in)\\s)(?:the\\s)?(?:${en})(?:\\slanguage)?`,
    `(?:${en})[- ](?:${speaks})`,
    `на\\s(?:чистом\\s)?${adjective}(?:ом)?(?:\\s+языке)?`,
    `по[- ]?${adjective}`,
    `(?:${ru})(?:ск|ско|о)?[- ]?(?:о|ско)?(?:язычн|говорящ)\\p{L}*`,
    `(?:говорящ\\p{L}*\\s)на\\s${adjective}ом`,
    `(?:${kk})ш[ае]`,
    `(?:${kk})\\s?тілд[іе]\\p{L}*`,
    `(?:${kk})\\s?тілін(?:де|дегі)(?:\\s(?:сөйлейтін|жазатын|сөйлейді|жазады)\\p{L}*)?`,
    `(?:${kk})\\s?тилинде`,
    ...(isOfCreators === true
      ? [`(?:${en})`, `${adjective}(?:й|е|х|ая|ие|их|ий|ого|ими|им)`, `(?:${kk})`]
      : []),
  ]
  return new RegExp(`${BEGIN}(?:${all.join('|')})${END}`, 'gu')
}

const PATTERNS = Object.entries(LANGUAGES).map(([code, names]) => [code, patternOf(names)] as const)
/** Teachers and learners of a language write about it, not in it. */
const ABOUT_LANGUAGE =
  /(?<!\p{L})(?:learn|teach|уч|учител|курс|изуч|репетитор|урок)\p{L}{0,12}\s{0,3}$/u
const LANGUAGE_AS_SUBJECT =
  /^\s*(?:язык(?!е)\p{L}*|тілі(?!нд)|teachers?|lessons?|tutors?|courses?)/u

/** Returns the languages that a question in lower case asks creators to write in. */
export function readLanguages(text: string): Reading[] {
  return PATTERNS.flatMap(([code, pattern]) =>
    [...text.matchAll(pattern)]
      .map(({ 0: found, index: from }) => ({ from, to: from + found.length }))
      .filter(
        ({ from, to }) =>
          !ABOUT_LANGUAGE.test(text.slice(0, from)) && !LANGUAGE_AS_SUBJECT.test(text.slice(to)),
      )
      .map((place): Reading => ({ parameter: 'caption_language', value: code, ...place })),
  )
}

const UNVERIFIED =
  /(?<!\p{L})(?:unverified|not verified|without (?:a )?(?:badge|blue tick)|без (?:галочки|верификации)|неверифицированн\p{L}*)(?!\p{L})/u
const VERIFIED =
  /(?<!\p{L})(?:verified(?: accounts?)?|(?:with )?(?:a )?(?:blue (?:tick|check(?:mark)?|badge)|badge)|(?:с )?(?:синей )?галочк\p{L}*|верифицированн\p{L}*|(?:с )?верификаци\p{L}*|подтвержд[её]нн\p{L}*|расталған\p{L}*|верификацияланған\p{L}*|(?:көк )?белгісі бар|көк құсбелгі\p{L}*)(?!\p{L})/u

/** Returns whether a question in lower case asks for the badge. */
export function readVerified(text: string): Reading[] {
  const without = UNVERIFIED.exec(text)
  const found = without ?? VERIFIED.exec(text)
  if (found === null) return []
  const place = { from: found.index, to: found.index + found[0].length }
  return [{ parameter: 'verified', value: String(without === null), ...place }]
}
