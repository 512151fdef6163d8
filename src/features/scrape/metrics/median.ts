/**
 * The middle value, or the mean of the two middle ones; null of nothing. It holds until half of the values are wrong
 * (breakdown point 50 %; Donoho and Huber 1983). The values must be finite.
 */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  if (upper === undefined || lower === undefined) return null
  return (lower + upper) / 2
}
