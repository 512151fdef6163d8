import type { FactName } from './facts.ts'
import type { Metric } from '../metrics.ts'

export const LANGUAGES = ['en', 'ru'] as const
export type AdviceLanguage = (typeof LANGUAGES)[number]

type Condition = readonly [fact: FactName, is: 'above' | 'below', limit: number]

export type Rule = {
  id: string
  /** What the line is about; of several lines about one metric the first one stands. */
  metric: Metric | 'script' | 'sample' | 'age' | 'prediction'
  /** All of them must hold; a fact that is missing never does. */
  when: readonly Condition[]
  /** How far this is from `base` decides the order of the lines. */
  weight: FactName
  /** Numbers in braces are filled in. */
  text: Readonly<Record<AdviceLanguage, string>>
}
