import { stripVTControlCharacters } from 'node:util'

/** Control characters (C0, DEL, C1), and marks that change the direction of the text after them. */
const STEERING = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
/** The same without line feeds and tabs. */
const STEERING_IN_LINES = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\n\t]/gu
/** The same as JSON writes them; backslashes in pairs are text. */
const ESCAPED =
  /(?<!\\)((?:\\\\)*)\\(?:[bfr]|u(?:00(?:0[0-8bcef]|1[0-9a-f]|7f|[89][0-9a-f])|061c|20(?:0[ef]|2[a-e]|6[6-9])))/gi
// oxlint-disable-next-line no-control-regex -- the sequence by which `styleText` paints begins with it
const COLOUR = /(\u001b\[[\d;]{0,20}m)/

const REPLACEMENT = '\ufffd'

/** Returns a text of others in one line, without anything that would steer a terminal. */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').replaceAll(STEERING, '')

/** Returns lines of others without anything that would steer a terminal; what was there shows as �. */
export const printableLines = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(STEERING_IN_LINES, REPLACEMENT)

/** The same for lines that gramd has painted: their colours stay. */
export const paintedLines = (text: string): string =>
  text
    .split(COLOUR)
    .map((part, place) => (place % 2 === 1 ? part : printableLines(part)))
    .join('')

/** Returns JSON as a text that steers no terminal and has the same meaning. */
export const printableJson = (json: string): string =>
  json.replaceAll(
    STEERING_IN_LINES,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Returns JSON in which no text steers a terminal, even when a program prints it unescaped. */
export const harmlessJson = (json: string): string =>
  printableLines(json).replaceAll(ESCAPED, `$1${REPLACEMENT}`)
