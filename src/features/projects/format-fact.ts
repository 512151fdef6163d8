import type { FactName } from './facts.ts'
import type { AdviceLanguage } from './rules.ts'

const SHARES = /^(retention|skip_rate)\.(actual|predicted)$/
const RATES = /^(save|share|comment|follow)_rate$/
const DELTAS = /\.delta$/
const TIMES = /_ms\.(actual|predicted)$/

/** A number as people read it: shares as per cent, differences with their sign, times in seconds. */
export function formatFact(name: FactName, value: number, language: AdviceLanguage): string {
  const format = (options: Intl.NumberFormatOptions): string =>
    new Intl.NumberFormat(language, options).format(value)
  if (DELTAS.test(name))
    return format({ style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' })
  if (RATES.test(name)) return format({ style: 'percent', maximumFractionDigits: 1 })
  if (SHARES.test(name)) return format({ style: 'percent', maximumFractionDigits: 0 })
  if (TIMES.test(name)) {
    const seconds = new Intl.NumberFormat(language, {
      style: 'unit',
      unit: 'second',
      maximumFractionDigits: 1,
    })
    return seconds.format(value / 1_000)
  }
  return format({ maximumFractionDigits: value < 10 ? 1 : 0 })
}
