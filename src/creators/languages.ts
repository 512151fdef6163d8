import { franc, francAll } from 'franc'
import { countLetters, withoutTokens } from './caption-tokens.ts'

type Language = {
  code: string
  /** The code in franc. */
  model: string
  /** A required letter or word; without it, the language is not considered. */
  sign?: RegExp
  /** A letter that excludes the language. */
  never?: RegExp
}

const words = (list: string): RegExp => new RegExp(`(?<!\\p{L})(?:${list})(?!\\p{L})`, 'u')

/** Letters of the Cyrillic alphabet that Russian does not have. */
const NOT_RUSSIAN = /[әғқңөұүһіїєґўҷӣӯҳҝ]/u

/**
 * The languages to detect. Trigrams alone confuse related languages in texts as short as captions,
 * so they only choose among languages whose letters and most common words match the text.
 */
const LANGUAGES: readonly Language[] = [
  { code: 'ru', model: 'rus', never: NOT_RUSSIAN },
  // Also detected without its own letters: many keyboards have only the Russian ones.
  { code: 'kk', model: 'kaz', never: /[їєґўҷӣӯҳ]/u },
  { code: 'ky', model: 'kir', sign: /[ңөү]/u, never: /[әғқұһіїєґўҷӣӯҳ]/u },
  { code: 'tg', model: 'tgk', sign: /[ӣӯҷҳқғ]/u, never: /[әңөұүһіїєґўщы]/u },
  { code: 'uz', model: 'uzn', sign: /[ўқғҳ]/u, never: /[әңөұүһіїєґҷӣӯщыa-z]/u },
  { code: 'uk', model: 'ukr', sign: /[іїєґ]/u, never: /[әғқңөұүһўҷӣӯҳыэёъ]/u },
  { code: 'be', model: 'bel', sign: /[іў]/u, never: /[әғқңөұүһїєґҷӣӯҳищъ]/u },
  { code: 'bg', model: 'bul', sign: /ъ/u, never: /[әғқңөұүһіїєґўҷӣӯҳыэё]/u },
  {
    code: 'en',
    model: 'eng',
    sign: words(
      "the|and|is|are|in|of|to|my|me|you|your|our|for|with|this|that|on|it|it's|we|i|i'm|was|" +
        'have|be|no|not|all|how|what|when|who|why|day|love|good|new|\\p{L}*(?:ing|ght|th|' +
        'wh)\\p{L}*',
    ),
    never: /[а-яçğıəşöüäßñãõăâđêôơư]/u,
  },
  {
    code: 'uz',
    model: 'uzn',
    sign: words(
      "va|bilan|uchun|bu|men|biz|bor|ham|edi|qildi|yaxshi|juda|\\p{L}*[og][ʻʼ‘’'`]\\p{L}*",
    ),
    never: /[а-яçğıəşöüäßñãõé]/u,
  },
  { code: 'tr', model: 'tur', sign: /[ğışçöü]/u, never: /[а-яəäßñãõýňžā]/u },
  { code: 'az', model: 'azj', sign: /ə/u, never: /[а-яäßñãõýňž]/u },
  { code: 'tk', model: 'tuk', sign: /[ýňžäş]/u, never: /[а-яəğıßñãõ]/u },
  {
    code: 'de',
    model: 'deu',
    sign: words(
      'und|der|die|das|ist|ein|eine|mit|ich|nicht|für|zu|auf|wir|von|\\p{L}*[äöüß]\\p{L}*',
    ),
    never: /[а-яğışçəñãõéè]/u,
  },
  {
    code: 'fr',
    model: 'fra',
    sign: words("le|les|des|une|est|avec|pour|dans|et|du|nous|je|c'est|sur|\\p{L}*[çèêàùœ]\\p{L}*"),
    never: /[а-яğışəñãõäöß]/u,
  },
  {
    code: 'es',
    model: 'spa',
    sign: words('el|los|las|que|una|un|con|por|para|del|es|mi|y|\\p{L}*[ñáíóú]\\p{L}*'),
    never: /[а-яğışçəãõäößèàù]/u,
  },
  {
    code: 'pt',
    model: 'por',
    sign: words('os|não|com|uma|um|para|do|da|que|em|e|meu|minha|\\p{L}*[ãõçâê]\\p{L}*'),
    never: /[а-яğışəñäößèù]/u,
  },
  {
    code: 'it',
    model: 'ita',
    sign: words('il|che|della|di|per|con|sono|gli|una|un|mi|e|è|\\p{L}*[èàòùì]\\p{L}*'),
    never: /[а-яğışçəñãõäöüß]/u,
  },
  {
    code: 'nl',
    model: 'nld',
    sign: words('het|een|van|ik|niet|de|dat|en|met|voor|zijn'),
    never: /[а-яğışçəñãõäß]/u,
  },
  {
    code: 'id',
    model: 'ind',
    sign: words('yang|dan|ini|untuk|dengan|aku|kita|di|itu|bisa|tidak'),
    never: /[а-яğışçəñãõäöüß]/u,
  },
  { code: 'pl', model: 'pol', sign: /[ąćęłńśźż]/u },
  { code: 'cs', model: 'ces', sign: /[ěščřžýůďťň]/u, never: /[ąćęłńśźżäöüß]/u },
  { code: 'ro', model: 'ron', sign: /[ăâîșşțţ]/u, never: /[ğıəçöüäß]/u },
  { code: 'vi', model: 'vie', sign: /[ăđơưạảấầẩậắằẵặẹẻếềểễệỉịọỏốồổộớờởợụủứừửựỳỷỹ]/u },
  { code: 'ar', model: 'arb', never: /[پچگژٹڈڑے]/u },
  { code: 'fa', model: 'pes', sign: /[پچگژی]/u, never: /[ٹڈڑے]/u },
  { code: 'ur', model: 'urd', sign: /[ٹڈڑےہ]/u },
  { code: 'he', model: 'heb' },
  { code: 'hi', model: 'hin' },
  { code: 'hy', model: 'hye' },
  { code: 'ka', model: 'kat' },
  { code: 'el', model: 'ell' },
  { code: 'th', model: 'tha' },
  { code: 'zh', model: 'cmn' },
  { code: 'ja', model: 'jpn' },
  { code: 'ko', model: 'kor' },
]

/** The codes that `captionLanguages` returns (ISO 639-1). */
export const LANGUAGE_CODES: readonly string[] = [...new Set(LANGUAGES.map(({ code }) => code))]

/**
 * Texts with fewer letters are ignored, except in scripts where each letter is a syllable or a
 * word.
 */
const FEWEST_LETTERS = 8
const FEWEST_SYLLABLES = 4
/** A language with a smaller share of letters is a quotation or a mistake. */
const MIN_SHARE = 0.1
/** Longer captions are truncated. */
const LONGEST_CAPTION = 2_200

/**
 * The languages of these captions (ISO 639-1), most used first; empty for too little text. Ignores
 * addresses, mentions and hashtags; the paragraphs of one caption may be in several languages.
 */
export function captionLanguages(captions: readonly string[]): string[] {
  const letters = new Map<string, number>()
  for (const paragraph of captions.flatMap(paragraphsOf)) {
    const language = languageOf(paragraph)
    if (language === undefined) continue
    letters.set(language, (letters.get(language) ?? 0) + countLetters(paragraph))
  }
  const all = [...letters.values()].reduce((sum, count) => sum + count, 0)
  return [...letters]
    .filter(([, count]) => count >= all * MIN_SHARE)
    .sort(([a, most], [b, more]) => more - most || a.localeCompare(b))
    .map(([language]) => language)
}

/** Paragraphs long enough for detection; shorter ones are joined to the next. */
function paragraphsOf(caption: string): string[] {
  const text = caption
    .slice(0, LONGEST_CAPTION)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/https?:\/\/\S+|www\.\S+|[@#]\S+/g, ' ')
  const paragraphs: string[] = []
  let gathered = ''
  for (const line of text.split(/[\n\r\u2028\u2029]+/)) {
    gathered = gathered === '' ? line : `${gathered} ${line}`
    if (!isEnough(gathered)) continue
    paragraphs.push(gathered)
    gathered = ''
  }
  return paragraphs
}

const isEnough = (text: string): boolean =>
  countLetters(text) >= FEWEST_LETTERS ||
  (text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)
    ?.length ?? 0) >= FEWEST_SYLLABLES

/** Trigrams of emoji and digits would distort the result. */
const lettersOnly = (text: string): string => text.replace(/[^\p{L}\p{M}\s'’‘ʻʼ`-]/gu, ' ')

/** The language of a lower-case paragraph, or undefined. */
function languageOf(paragraph: string): string | undefined {
  const text = lettersOnly(paragraph)
  const candidates = LANGUAGES.filter(
    ({ sign, never }) => (sign?.test(text) ?? true) && !never?.test(text),
  )
  const found = franc(text, { only: candidates.map(({ model }) => model), minLength: 1 })
  return candidates.find(({ model }) => model === found)?.code
}

/** A language and whether the text is enough to rely on it. */
export type LanguageGuess = { language: string; isSure: boolean }

/** With fewer letters a guess is often wrong. */
const ENOUGH_LETTERS = 40
/**
 * The minimum score relative to the best of all languages in franc, including those that gramd does
 * not detect: Swedish is closest to German among the languages above, but far from it among all.
 */
const MIN_SCORE = 0.93
/**
 * Related languages that gramd does not detect, by franc's codes: a text that is closer to one of
 * them is uncertain.
 */
const RIVALS: Readonly<Record<string, readonly string[]>> = {
  id: ['zlm'],
  es: ['glg', 'cat'],
  pt: ['glg'],
  cs: ['slk'],
  nl: ['afr'],
}
/**
 * Trigrams mistake short Russian texts for neighbouring languages, which lack these letters or
 * words.
 */
const RUSSIAN_LETTER = /[ыэё]/u
const RUSSIAN_WORD = words(
  'и|в|на|не|с|со|для|что|мы|вы|это|по|к|ко|у|за|из|от|как|уже|вам|вас|нас|нам|наш|наша|наши|' +
    'все|всё|или|а|но|до|при|о|об',
)

/** Counts letters outside hashtags, mentions, links, addresses, prices and emoji. */
export const lettersIn = (text: string): number => countLetters(withoutTokens(text))

/** Whether a text has enough letters outside its tokens to detect its language. */
export const hasEnoughLetters = (text: string): boolean => lettersIn(text) >= ENOUGH_LETTERS

/**
 * Detects the language of a text (ISO 639-1), and whether that is certain: a text of fewer than 40
 * letters, in several languages, or in one that gramd does not detect is never certain. Null for a
 * text without words of a language that gramd detects.
 */
export function guessLanguage(text: string): LanguageGuess | null {
  const plain = withoutTokens(text.slice(0, LONGEST_CAPTION))
  const [language, ...others] = captionLanguages([plain])
  if (language === undefined) return null
  const isSure =
    countLetters(plain) >= ENOUGH_LETTERS && others.length === 0 && isAmongBest(plain, language)
  return { language, isSure }
}

/** Whether a language scores close to the best of all languages, and better than its rivals. */
function isAmongBest(plain: string, language: string): boolean {
  const text = plain.normalize('NFKC').toLowerCase()
  if (language === 'ru' && RUSSIAN_LETTER.test(text) && RUSSIAN_WORD.test(text)) return true
  const scores = new Map(francAll(lettersOnly(text), { minLength: 1 }))
  const scoreOf = (model: string): number => scores.get(model) ?? 0
  const own = Math.max(
    ...LANGUAGES.flatMap(({ code, model }) => (code === language ? scoreOf(model) : [])),
  )
  const rivals = RIVALS[language] ?? []
  return own >= MIN_SCORE && rivals.every((model) => scoreOf(model) <= own)
}
