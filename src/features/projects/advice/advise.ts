import { FALLBACK_RULES } from './fallback-rules.ts'
import { factsOf, type FactName, type Facts } from './facts.ts'
import { formatFact } from './format-fact.ts'
import type { VersionPerformance } from '../performance.ts'
import type { AdviceLanguage, Rule } from './rule.ts'
import { RULES } from './rules.ts'

/** One line of advice, with the numbers that it rests on. */
export type AdviceLine = {
  rule: string
  metric: string
  text: string
  numbers: Record<string, number>
}

const MAX_LINES = 5
const MIN_LINES = 3

const TOO_EARLY = {
  en:
    'The newest post was {age_hours} hours old at its last reading: numbers are compared at ' +
    '{horizon_hours}.',
  ru:
    'На момент последнего чтения новой публикации было {age_hours} ч: числа сравниваются через ' +
    '{horizon_hours}.',
} as const

const NOT_READ_THEN = {
  en: 'v{version.number} is not compared: its numbers after {horizon_hours} are not known.',
  ru: 'v{version.number} не сравнивается: её числа через {horizon_hours} неизвестны.',
} as const

/** Whether a version has numbers at its horizon. */
export const isCompared = ({ metrics }: VersionPerformance): boolean =>
  metrics.some(({ actual }) => actual !== null)

/**
 * Returns the advice of the rules on a version with numbers at its horizon, in three to five lines;
 * else one line that says why it has none.
 */
export function advise(
  version: VersionPerformance,
  previous: VersionPerformance | null,
  language: AdviceLanguage,
): AdviceLine[] {
  const facts = factsOf(version, previous)
  if (version.is_too_early)
    return [lineOf({ id: 'too_early', metric: 'views', text: TOO_EARLY }, facts, language)]
  if (!isCompared(version))
    return [lineOf({ id: 'not_read_then', metric: 'views', text: NOT_READ_THEN }, facts, language)]
  const held = firstOfEachMetric(RULES.filter((rule) => holds(rule, facts)))
    .toSorted((one, other) => strengthOf(other, facts) - strengthOf(one, facts))
    .slice(0, MAX_LINES)
  const missing = Math.max(0, MIN_LINES - held.length)
  const metrics = new Set(held.map(({ metric }) => metric))
  const more = firstOfEachMetric(FALLBACK_RULES.filter((rule) => holds(rule, facts)))
    .filter(({ metric }) => !metrics.has(metric))
    .slice(0, missing)
  return [...held, ...more].map((rule) => lineOf(rule, facts, language))
}

const holds = ({ when }: Rule, facts: Partial<Facts>): boolean =>
  when.every(([name, is, limit]) => {
    const value = facts[name] ?? null
    return value !== null && (is === 'above' ? value > limit : value < limit)
  })

function firstOfEachMetric(rules: readonly Rule[]): Rule[] {
  const topics = new Set<string>()
  return rules.filter(({ metric }) => !topics.has(metric) && topics.add(metric))
}

const strengthOf = ({ weight }: Rule, facts: Partial<Facts>): number => Math.abs(facts[weight] ?? 0)

function lineOf(
  { id, metric, text }: Pick<Rule, 'id' | 'metric' | 'text'>,
  facts: Partial<Facts>,
  language: AdviceLanguage,
): AdviceLine {
  const numbers: Record<string, number> = {}
  const filled = text[language].replaceAll(/\{([a-z_.]+)\}/g, (_, name: FactName) => {
    const value = facts[name] ?? null
    if (value === null) return '–'
    numbers[name] = value
    return formatFact(name, value, language)
  })
  return { rule: id, metric, text: filled, numbers }
}
