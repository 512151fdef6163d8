import type { FactName } from './facts.ts'
import type { Metric } from '../metrics.ts'

export const LANGUAGES = ['en', 'ru'] as const
export type AdviceLanguage = (typeof LANGUAGES)[number]

type Condition = readonly [fact: FactName, is: 'above' | 'below', limit: number]

export type Rule = {
  id: string
  /** The subject of the line; of several lines about one subject, only the first is shown. */
  metric: Metric | 'script' | 'sample' | 'age' | 'prediction'
  /** The conditions, all of which must hold; a condition on a missing fact does not hold. */
  when: readonly Condition[]
  /** The fact that orders the lines: the largest absolute value comes first. */
  weight: FactName
  /** Numbers in braces are filled in. */
  text: Readonly<Record<AdviceLanguage, string>>
}
