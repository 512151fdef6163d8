import { readJson } from './files/json.ts'

/** The text without NUL and lone surrogates, which platforms send and PostgreSQL refuses. */
export const cleanText = (text: string): string =>
  text.isWellFormed() && !text.includes('\0') ? text : text.replace(/[\0\p{Surrogate}]/gu, '')

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isUuid = (text: string): boolean => UUID.test(text)

/**
 * Returns a value as JSON text that jsonb accepts: NUL and lone surrogates become U+FFFD, since
 * foreign text must not make a row unwritable.
 */
export function storableJson(value: unknown): string {
  // JSON.stringify escapes both; an odd number of backslashes distinguishes an escape from similar
  // text.
  const json = JSON.stringify(value ?? null)
  if (!json.includes('\\u')) return json
  return json.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '$1\ufffd')
}

/**
 * Removes these characters from the end. The expression /x+$/ would rescan the text from every x.
 */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** Parses JSON from outside; undefined when it is invalid, too deep or has too many values. */
export function parseJson(text: string): unknown {
  const read = readJson(text)
  return 'value' in read ? read.value : undefined
}

/** Escapes a text for LIKE: the signs of its patterns lose their meaning. */
export const literalLike = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`)
