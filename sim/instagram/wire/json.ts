/** JSON as the platform writes it: a bigint becomes a plain number of any length. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? `bigint:${item}` : item,
  ).replace(/"bigint:(\d+)"/g, '$1')
}

/** Answers contain ids as numbers or as text. */
export const idAs = (pk: string, asNumber: boolean): string | bigint => (asNumber ? BigInt(pk) : pk)
