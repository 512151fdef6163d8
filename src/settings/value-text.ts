// Texts from the environment and files are normalised or refused: never read partly.

/**
 * Quotation marks that people put around a value, and that `docker --env-file` and some editors
 * keep.
 */
const QUOTES = ['"', "'", '`']
const TYPOGRAPHIC = /^[\u201C-\u201F\u2018-\u201B\u00AB]|[\u201C-\u201F\u2018-\u201B\u00BB]$/u
/** Invisible characters, except joiners, which words of some languages need. */
const INVISIBLE =
  // oxlint-disable-next-line no-irregular-whitespace, no-misleading-character-class
  /[\u00A0\u00AD\u200B\u200E\u200F\u2028-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/u
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/u

export type ValueText = { text: string } | { fault: string }

/**
 * Normalises the text of a setting: removes a byte order mark, surrounding blanks and line ends,
 * and one pair of quotation marks. `fault` says why a text cannot be intended.
 */
export function readValue(input: string): ValueText {
  const text = unquoted(input.trim())
  if (text === null)
    return { fault: 'has an unmatched quotation mark at its beginning or end: remove it' }
  if (TYPOGRAPHIC.test(text))
    return { fault: 'has typographic quotation marks: remove them, or use the straight ones' }
  if (/[\r\n]/.test(text))
    return { fault: 'has several lines, and takes one: is a quotation mark not closed?' }
  if (text.includes('\uFFFD')) return { fault: 'is not UTF-8: save the file as UTF-8' }
  const sign = (INVISIBLE.exec(text) ?? CONTROL.exec(text))?.[0]
  if (sign !== undefined)
    return { fault: `has an invisible character (${codePoint(sign)}): type the value again` }
  return { text }
}

/** Removes a pair of quotation marks; null when only one is there. */
function unquoted(text: string): string | null {
  const first = QUOTES.find((mark) => text.startsWith(mark))
  const last = QUOTES.find((mark) => text.endsWith(mark))
  if (first === undefined && last === undefined) return text
  if (first !== last || text.length < 2) return null
  return text.slice(1, -1).trim()
}

const codePoint = (sign: string): string =>
  `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/**
 * Decodes the text of a file with or without a byte order mark; `fault` when it is UTF-16. Invalid
 * UTF-8 becomes U+FFFD.
 */
export function decodeText(bytes: Uint8Array): ValueText {
  const [first, second] = bytes
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (hasMark || bytes.includes(0))
    return { fault: 'is UTF-16, as some Windows programs write it: save it as UTF-8' }
  return { text: new TextDecoder('utf-8').decode(bytes) }
}
