import { visibleTexts, type VisibleText } from './visible-text.ts'

/** What others have written, in letters of none of the console's languages. */
export const STRANGE_TEXT = 'مرحبا بالجميع في المتجر'
const STRANGE = /\p{Script=Arabic}/u

/** Text in these is no sentence of a page. */
const NOT_READ = new Set(['code', 'pre', 'kbd', 'textarea', 'style', 'script'])

const ADDRESS = /https?:\/\/\S+|[@#][\p{L}\p{N}._-]+|\b[\w-]+(\.[\w-]+)+(\/\S*)?/gu

const FORBIDDEN: readonly [name: string, expression: RegExp][] = [
  ['identifier', /(?<![\p{L}\p{N}])[a-z]+_[a-z_]+/u],
  ['uuid', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/],
  ['ISO time', /\d{4}-\d\d-\d\d(T|\s)\d\d:\d\d/],
  ['empty number', / · 0 · /],
  ['validator', /\b(Too (small|big)|Invalid (input|option|string|value)|expected \w+)\b/],
]

/** Names that are the same in every language. */
const NAMES = new Set(['gramd', 'Instagram'])

/** Returns what a page says that no reader of the language should see. */
export function faultsOf(source: string, language: 'en' | 'ru'): string[] {
  return visibleTexts(source).flatMap((each) => {
    if (each.around.some(({ name }) => NOT_READ.has(name))) return []
    const text = each.text.replaceAll(ADDRESS, ' ')
    const named = FORBIDDEN.filter(([, expression]) => expression.test(text)).map(
      ([name]) => `${name} in “${each.text}”`,
    )
    return [...named, ...foreignIn(each, text, language), ...withoutDirection(each)]
  })
}

function foreignIn({ text, around }: VisibleText, read: string, language: 'en' | 'ru'): string[] {
  const isMarked = around.some(({ attributes }) => {
    const lang = attributes.get('lang')
    return lang !== undefined && lang !== language
  })
  const letters = language === 'en' ? /\p{Script=Cyrillic}{2,}/gu : /[a-z]{2,}/gi
  const words = (read.match(letters) ?? []).filter((word) => !NAMES.has(word))
  return words.length === 0
    ? []
    : [`${isMarked ? 'marked ' : ''}foreign ${words.join(' ')} in “${text}”`]
}

/** Texts of others may run from right to left, whatever runs around them. */
function withoutDirection({ text, around, attribute }: VisibleText): string[] {
  // Attributes have no direction of their own: a text alone in one needs none.
  if (attribute !== undefined && text === STRANGE_TEXT) return []
  if (!STRANGE.test(text.replaceAll(/\u2068[^\u2069]*\u2069/gu, ''))) return []
  const has = around.some(
    ({ name, attributes }) => name === 'bdi' || attributes.get('dir') === 'auto',
  )
  return has ? [] : [`no direction for “${text}” in ${around.slice(-4).map(e => e.name + '.' + (e.attributes.get('class') ?? '') + '#' + (e.attributes.get('id') ?? '').slice(0, 12)).join('>')}`]
}
