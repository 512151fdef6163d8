import type { Mark, MarkedText, TranslatedText } from './translator.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

/** The text for a service without marks. */
export const asText = (text: MarkedText): string =>
  text.map((part) => (typeof part === 'string' ? part : part.shows)).join('')

/** The text as XML: marks are elements `x` with a number. */
export const asXml = (text: MarkedText): string =>
  text
    .map((part) =>
      typeof part === 'string' ? escaped(part) : `<x id="${part.mark}">${escaped(part.shows)}</x>`,
    )
    .join('')

/** The text as HTML, where a plain line break would become a space. */
export const asHtml = (text: MarkedText): string =>
  text
    .map((part) =>
      typeof part === 'string'
        ? escaped(part).replaceAll('\n', '<br>')
        : `<span translate="no" id="${part.mark}">${escaped(part.shows).replaceAll('\n', '<br>')}</span>`,
    )
    .join('')

/** Anything but a mark stays as text, so that a check finds it. */
export const fromXml = (xml: string): TranslatedText =>
  split(xml, { opening: /<x\s+id\s*=\s*"(\d+)"\s*\/?>/g, closing: /<\/x\s*>/g })

export const fromHtml = (html: string): TranslatedText =>
  split(html, { opening: /<span\b[^<>]*>/g, closing: /<\/span\s*>/g }, (text) =>
    text.replaceAll(/(?<![ \t])[ \t]*<br\s*\/?>[ \t]*/gi, '\n'),
  )

type Tags = { opening: RegExp; closing: RegExp }

function split(
  marked: string,
  { opening, closing }: Tags,
  prepare: (text: string) => string = (text) => text,
): TranslatedText {
  const parts: (string | Mark)[] = []
  const plain = (text: string): string => unescaped(prepare(text))
  let end = 0
  const add = (text: string): void => {
    if (text !== '') parts.push(plain(text))
  }
  // Runs in one pass: each closing tag ends the first opening one before it.
  const closings = [...marked.matchAll(closing)]
  let next = 0
  for (const { index, 0: tag } of marked.matchAll(opening)) {
    const mark = markOf(tag)
    if (index < end || mark === undefined) continue
    while ((closings[next]?.index ?? marked.length) < index) next += 1
    const close = tag.endsWith('/>') ? { index: index + tag.length, 0: '' } : closings[next]
    if (close === undefined) break
    add(marked.slice(end, index))
    parts.push({ mark, shows: plain(marked.slice(index + tag.length, close.index)) })
    end = close.index + close[0].length
  }
  add(marked.slice(end))
  return parts
}

/** The last number that the tag gives as its `id`. */
function markOf(tag: string): number | undefined {
  const [, mark] = [...tag.matchAll(/\bid\s*=\s*["']?(\d+)/g)].at(-1) ?? []
  return mark === undefined ? undefined : Number(mark)
}

/**
 * Removes what XML lacks: control characters but tab and line break, and halves of surrogate pairs.
 */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n]|[\uFFFE\uFFFF]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:([a-z]+)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi, (whole, name, decimal, hex) => {
    if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? whole
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
