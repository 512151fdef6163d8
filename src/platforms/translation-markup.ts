import type { MarkedText, TranslatedText } from './translator.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

/** For a service without marks. */
export const asText = (text: MarkedText): string =>
  text.map((part) => (typeof part === 'string' ? part : part.shows)).join('')

/** As XML: marks are elements `x` with a number. */
export const asXml = (text: MarkedText): string =>
  text
    .map((part) =>
      typeof part === 'string' ? escaped(part) : `<x id="${part.mark}">${escaped(part.shows)}</x>`,
    )
    .join('')

/** As HTML, in which a plain line break would be a blank. */
export const asHtml = (text: MarkedText): string =>
  text
    .map((part) =>
      typeof part === 'string'
        ? escaped(part).replaceAll('\n', '<br>')
        : `<span translate="no" id="${part.mark}">${escaped(part.shows).replaceAll('\n', '<br>')}</span>`,
    )
    .join('')

/** What is no mark stays as text, so that a check finds it. */
export const fromXml = (xml: string): TranslatedText =>
  split(xml, /<x\s+id\s*=\s*"(\d+)"\s*(?:\/>|>[\s\S]*?<\/x\s*>)/g)

export const fromHtml = (html: string): TranslatedText =>
  split(html, /<span\b[^>]*\bid\s*=\s*["']?(\d+)["']?[^>]*>[\s\S]*?<\/span\s*>/g, (text) =>
    text.replaceAll(/[ \t]*<br\s*\/?>[ \t]*/gi, '\n'),
  )

function split(
  marked: string,
  pattern: RegExp,
  prepare: (text: string) => string = (text) => text,
): TranslatedText {
  const parts: (string | { mark: number })[] = []
  let end = 0
  const add = (text: string): void => {
    if (text !== '') parts.push(unescaped(prepare(text)))
  }
  for (const match of marked.matchAll(pattern)) {
    add(marked.slice(end, match.index))
    parts.push({ mark: Number(match[1]) })
    end = match.index + match[0].length
  }
  add(marked.slice(end))
  return parts
}

/** XML has no control characters but tab and line break, and no halves of characters. */
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
