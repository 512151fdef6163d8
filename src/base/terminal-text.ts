import { stripVTControlCharacters } from 'node:util'

/** Control characters (C0, DEL, C1), and marks that change the direction of the text after them. */
const STEERING = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
/** The same, except line feeds and tabs. */
const STEERING_IN_LINES = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\n\t]/gu
/** Their escapes in JSON; paired backslashes are text. */
const ESCAPED =
  /(?<!\\)((?:\\\\)*)\\(?:[bfr]|u(?:00(?:0[0-8bcef]|1[0-9a-f]|7f|[89][0-9a-f])|061c|20(?:0[ef]|2[a-e]|6[6-9])))/gi
// oxlint-disable-next-line no-control-regex -- sequences of `styleText` begin with it
const COLOUR = /(\u001b\[[\d;]{0,20}m)/

const REPLACEMENT = '\ufffd'

/** Returns a foreign text in one line, without characters that control a terminal. */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').replaceAll(STEERING, '')

/** Returns foreign lines without characters that control a terminal; each is shown as �. */
export const printableLines = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(STEERING_IN_LINES, REPLACEMENT)

/** The same for lines that gramd has coloured: their colours stay. */
export const paintedLines = (text: string): string =>
  text
    .split(COLOUR)
    .map((part, place) => (place % 2 === 1 ? part : printableLines(part)))
    .join('')

/** Returns JSON with the same meaning that cannot control a terminal. */
export const printableJson = (json: string): string =>
  json.replaceAll(
    STEERING_IN_LINES,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/**
 * Returns JSON whose texts cannot control a terminal, even when a program prints them unescaped.
 */
export const harmlessJson = (json: string): string =>
  printableLines(json).replaceAll(ESCAPED, `$1${REPLACEMENT}`)
