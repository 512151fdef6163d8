/**
 * The text as PostgreSQL takes it, in text and in jsonb: without NUL and without lone halves of
 * surrogate pairs, both of which platforms send now and then.
 */
export const cleanText = (text: string): string =>
  text.isWellFormed() && !text.includes('\0') ? text : text.replace(/[\0\p{Surrogate}]/gu, '')

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a text has the form of an id. */
export const isUuid = (text: string): boolean => UUID.test(text)

/**
 * A value as JSON text that jsonb accepts. NUL and lone halves of surrogate pairs, which it
 * refuses, become U+FFFD: foreign text must not make a row unwritable.
 */
export function storableJson(value: unknown): string {
  // JSON.stringify escapes both; an odd number of backslashes tells the escape from text that looks
  // like one.
  const json = JSON.stringify(value ?? null)
  if (!json.includes('\\u')) return json
  return json.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '$1\ufffd')
}

/** JSON as a value; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
