import { LANGUAGES, nameOfLanguage, type Language } from '../../src/base/languages.ts'
import { visibleTexts, type VisibleText } from './visible-text.ts'

/** What others have written, in letters of none of the console's languages, from right to left. */
export const STRANGE_TEXT = 'مرحبا بالجميع في المتجر'
const STRANGE = /\p{Script=Arabic}/u

/** Code blocks, what people write, and names that people gave are in any language. */
const NOT_READ = new Set(['code', 'pre', 'kbd', 'textarea', 'style', 'script', 'bdi'])

/** Web addresses, @names, #tags, file names and hosts. */
const ADDRESS = /https?:\/\/\S+|[@#][\p{L}\p{N}._-]+|[\w-]+(?:\.[\w-]+)+(?:\/\S*)?/gu

const FORBIDDEN: readonly [name: string, expression: RegExp][] = [
  ['an identifier', /(?<![\p{L}\p{N}])[a-z]+_[a-z_]+/u],
  ['a UUID', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/],
  ['an ISO time', /\d{4}-\d\d-\d\dT\d\d:\d\d/],
  ['an empty number', / · 0 · /],
  ['the words of a validator', /\bToo (?:small|big): |\bInvalid (?:input|option|string|UUID)\b/],
]

/** Names that are the same in every language, those of the filling among them. */
const NAMES = new Set(
  (
    'gramd Instagram Reels Reel Stories Meta OpenAI API CSV JSON JSONL ER Facebook Login DeepL ' +
    'Telegram Shopify WooCommerce Excel JPEG PNG WebP MP MOV HEVC SKU TOTP UTC Asia Almaty Collab ' +
    'Autumn Somebody Corrected Shoes Nobody Merged Happy new year English instagrapi instagram private api'
  ).split(' '),
)

/** One of these, or three words beside each other, are a sentence. */
const ENGLISH =
  /^(?:the|and|of|is|are|was|to|with|without|not|for|this|that|it|has|have|been|or|by|from|when)$/i

/** Returns what a page says that no reader of the language should find there. */
export function faultsOf(source: string, language: Language): string[] {
  return visibleTexts(source).flatMap((each) => {
    if (each.around.some(({ name }) => NOT_READ.has(name))) return []
    const text = each.text.replaceAll(ADDRESS, ' ')
    const found = FORBIDDEN.filter(([, expression]) => expression.test(text))
    const foreign = foreignWords(text, language)
    return [
      ...found.map(([name]) => `${name} in “${each.text}”`),
      ...(foreign === '' ? [] : [`another language in “${each.text}”`]),
      ...withoutDirection(each),
    ]
  })
}

/** Words of Russian that no sentence of Kazakh has, and letters of Kazakh that Russian lacks. */
const RUSSIAN =
  /(?<!\p{L})(?:и|в|на|для|или|что|как|это|при|из|по|ещё|нет|уже|чтобы|только|если|этого|пост|посты|здесь)(?!\p{L})/giu
const KAZAKH = /\p{L}*[әғқңөұүһі]\p{L}*/giu

const OWN_NAMES = LANGUAGES.map(nameOfLanguage)

/** Returns the words of another language of the console; of languages there is the choice itself. */
function foreignWords(text: string, language: Language): string {
  if (OWN_NAMES.includes(text)) return ''
  if (language === 'en') return (text.match(/\p{Script=Cyrillic}{3,}/gu) ?? []).join(' ')
  const other = text.match(language === 'kk' ? RUSSIAN : KAZAKH) ?? []
  return [...other, englishIn(text)].filter((each) => each !== '').join(' ')
}

function englishIn(text: string): string {
  const phrases = text.split(/[^\p{L}\p{M}’' -]+|\p{Script=Cyrillic}+/u)
  const english = phrases.filter((phrase) => {
    const words = phrase.split(/[ -]+/).filter((word) => /^[a-z’']{2,}$/i.test(word))
    const unknown = words.filter((word) => !NAMES.has(word))
    return unknown.length >= 3 || unknown.some((word) => ENGLISH.test(word))
  })
  return english.join(' ')
}

/** Texts of others may run from right to left, whatever runs around them. */
function withoutDirection({ text, around, attribute }: VisibleText): string[] {
  const isolated = text.replaceAll(/\u2068[^\u2069]*\u2069/gu, '')
  // Attributes have no direction of their own: a text alone in one needs none.
  if (!STRANGE.test(isolated) || (attribute !== undefined && text === STRANGE_TEXT)) return []
  const has = around.some(
    ({ name, attributes }) => name === 'bdi' || attributes.get('dir') === 'auto',
  )
  return has ? [] : [`no direction for “${text}” in ${around.at(-1)?.name ?? ''}`]
}
