import type { Language } from '../../../base/languages.ts'
import { unitOf } from '../../../base/post-metrics.ts'
import type { FactName } from './facts.ts'

const HOURS_IN_DAYS = 72
const RATES = /^(save|share|comment|follow)_rate$/
const DELTAS = /\.delta$/
const OF_METRIC = /^(\w+)\.(actual|predicted)$/

/**
 * A number as people read it: shares as per cent, differences with their sign, times in seconds.
 */
export function formatFact(name: FactName, value: number, language: Language): string {
  const format = (options: Intl.NumberFormatOptions): string =>
    new Intl.NumberFormat(language, options).format(value)
  if (DELTAS.test(name))
    return format({ style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' })
  if (RATES.test(name)) return format({ style: 'percent', maximumFractionDigits: 1 })
  if (name === 'horizon_hours') return formatAge(value, language)
  const unit = unitOf(OF_METRIC.exec(name)?.[1] ?? '')
  if (unit === 'share') return format({ style: 'percent', maximumFractionDigits: 0 })
  if (unit === 'milliseconds') {
    const seconds = new Intl.NumberFormat(language, {
      style: 'unit',
      unit: 'second',
      maximumFractionDigits: 1,
    })
    return seconds.format(value / 1_000)
  }
  return format({ maximumFractionDigits: value < 10 ? 1 : 0 })
}

/** The age of a post: hours for the first days, then days. */
function formatAge(hours: number, language: Language): string {
  const isInDays = hours >= HOURS_IN_DAYS
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: isInDays ? 'day' : 'hour',
    unitDisplay: 'long',
  }).format(isInDays ? hours / 24 : hours)
}
