const OPENAI_HOST = 'api.openai.com'
export const isOpenAi = (baseUrl: string): boolean => new URL(baseUrl).hostname === OPENAI_HOST

export const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0)

export function counted(words: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(words, (word) => word)
  return Object.fromEntries([...groups].map(([word, same]) => [word, same.length]))
}

export type Latencies = { median: number; p90: number; max: number }

export function latencies(results: readonly { latencyMs: number }[]): Latencies {
  const sorted = results.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { median: at(0.5), p90: at(0.9), max: at(1) }
}

export const NO_MEASUREMENT = (endpoint: string): string =>
  `THIS IS NOT A MEASUREMENT OF A MODEL: ${endpoint} is not OpenAI. The figures only show that the evaluation runs.`

export const usd = (amount: number): string => `$${amount.toFixed(4)}`

export const listOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
