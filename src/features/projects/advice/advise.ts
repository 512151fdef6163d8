import type { Language } from '../../../base/languages.ts'
import { adviceText } from './advice-texts.ts'
import { FALLBACK_RULES } from './fallback-rules.ts'
import { factsOf, type FactName, type Facts } from './facts.ts'
import { formatFact } from './format-fact.ts'
import type { VersionPerformance } from '../performance.ts'
import type { Rule } from './rule.ts'
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
  language: Language,
): AdviceLine[] {
  const facts = factsOf(version, previous)
  if (version.is_too_early) return [lineOf({ id: 'too_early', metric: 'views' }, facts, language)]
  if (!isCompared(version))
    return [lineOf({ id: 'not_read_then', metric: 'views' }, facts, language)]
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
  { id, metric }: Pick<Rule, 'id' | 'metric'>,
  facts: Partial<Facts>,
  language: Language,
): AdviceLine {
  const numbers: Record<string, number> = {}
  const filled = adviceText(language, id).replaceAll(/\{([a-z_.]+)\}/g, (_, name: FactName) => {
    const value = facts[name] ?? null
    if (value === null) return '–'
    numbers[name] = value
    return formatFact(name, value, language)
  })
  return { rule: id, metric, text: filled, numbers }
}
