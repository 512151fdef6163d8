/** JSON as the platform writes it: a bigint becomes a plain number, however many digits it has. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? `bigint:${item}` : item,
  ).replace(/"bigint:(\d+)"/g, '$1')
}

/** An id as a number or as text: answers of different age and kind do either. */
export const idAs = (pk: string, asNumber: boolean): string | bigint => (asNumber ? BigInt(pk) : pk)
