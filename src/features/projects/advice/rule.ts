import type { AdviceKey } from './advice-texts.ts'
import type { FactName } from './facts.ts'
import type { Metric } from '../metrics.ts'

type Condition = readonly [fact: FactName, is: 'above' | 'below', limit: number]

export type Rule = {
  /** The key of its text, in which numbers in braces are filled in. */
  id: AdviceKey
  /** The subject of the line; of several lines about one subject, only the first is shown. */
  metric: Metric | 'script' | 'sample' | 'age' | 'prediction'
  /** The conditions, all of which must hold; a condition on a missing fact does not hold. */
  when: readonly Condition[]
  /** The fact that orders the lines: the largest absolute value comes first. */
  weight: FactName
}
