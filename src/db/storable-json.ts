/**
 * A value as JSON text that jsonb accepts. NUL and lone halves of surrogate pairs, which it refuses, become U+FFFD:
 * foreign text must not make a row unwritable.
 */
export function storableJson(value: unknown): string {
  // JSON.stringify escapes both; an odd number of backslashes tells the escape from text that looks like one.
  const json = JSON.stringify(value ?? null)
  if (!json.includes('\\u')) return json
  return json.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '$1\ufffd')
}
