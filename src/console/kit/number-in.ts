/**
 * Parses a number with spaces or commas between thousands. An invalid number stays text, which the
 * API refuses at its field: the type is what the API takes, not what people typed.
 */
export function numberIn(text: string): number {
  const plain = text.replaceAll(/[\s_]|,(?=\d{3}(?:\D|$))/g, '').replace(',', '.')
  const value = /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN
  // JSON has no infinite numbers: null would mean no number.
  const sent: unknown = Number.isFinite(value) ? value : text
  return sent as number
}
