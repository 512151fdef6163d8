import type { Rule } from './rule.ts'
import { SLIGHT } from './rules.ts'

/** Lines that fill up to three when fewer rules hold, in this order. */
export const FALLBACK_RULES: readonly Rule[] = [
  {
    id: 'as_expected',
    metric: 'views',
    when: [
      ['views.delta', 'above', -SLIGHT],
      ['views.delta', 'below', SLIGHT],
    ],
    weight: 'views.delta',
  },
  {
    id: 'nothing_predicted',
    metric: 'prediction',
    when: [
      ['predictions', 'below', 1],
      ['views.actual', 'above', 0],
    ],
    weight: 'views.actual',
  },
  {
    id: 'share_of_saves',
    metric: 'saves',
    when: [
      ['save_rate', 'above', 0],
      ['saves.actual', 'above', 0],
    ],
    weight: 'save_rate',
  },
  {
    id: 'small_sample',
    metric: 'sample',
    when: [['posts', 'below', 2]],
    weight: 'posts',
  },
  {
    id: 'still_growing',
    metric: 'age',
    when: [['horizon_hours', 'below', 168]],
    weight: 'horizon_hours',
  },
  {
    id: 'one_change',
    metric: 'script',
    when: [['version.number', 'above', 0]],
    weight: 'version.number',
  },
  {
    id: 'seen_again',
    metric: 'reach',
    when: [['views_per_person', 'above', 0]],
    weight: 'views_per_person',
  },
  {
    id: 'few_predictions',
    metric: 'prediction',
    when: [['predictions', 'below', 4]],
    weight: 'predictions',
  },
]
