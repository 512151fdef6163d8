import type { Rule } from './rule.ts'

/** Below it a difference may be chance: posts of one account scatter by more. */
export const SLIGHT = 0.1
const CLEAR = 0.15
/** A post far from what is usual for the account. */
const UNUSUAL = 0.25

/**
 * The rules. Of several lines about one metric only the first is shown, so rules with more
 * conditions come first. docs/projects.md has the reasons.
 */
export const RULES: readonly Rule[] = [
  {
    id: 'promise_not_kept',
    metric: 'retention',
    when: [
      ['retention.delta', 'below', -SLIGHT],
      ['reach.delta', 'above', SLIGHT],
    ],
    weight: 'retention.delta',
  },
  {
    id: 'stay_but_few_come',
    metric: 'reach',
    when: [
      ['reach.delta', 'below', -SLIGHT],
      ['retention.delta', 'above', -SLIGHT / 2],
    ],
    weight: 'reach.delta',
  },
  {
    id: 'hook_below',
    metric: 'retention',
    when: [['retention.delta', 'below', -SLIGHT]],
    weight: 'retention.delta',
  },
  {
    id: 'rewatched',
    metric: 'retention',
    when: [['retention.actual', 'above', 1]],
    weight: 'retention.actual',
  },
  {
    id: 'skips_above',
    metric: 'skip_rate',
    when: [['skip_rate.delta', 'above', SLIGHT]],
    weight: 'skip_rate.delta',
  },
  {
    id: 'skips_most',
    metric: 'skip_rate',
    when: [['skip_rate.actual', 'above', 0.5]],
    weight: 'skip_rate.actual',
  },
  {
    id: 'seen_but_not_kept',
    metric: 'saves',
    when: [
      ['saves.delta', 'below', -SLIGHT],
      ['reach.delta', 'above', 0],
    ],
    weight: 'saves.delta',
  },
  {
    id: 'liked_but_not_kept',
    metric: 'saves',
    when: [
      ['likes.delta', 'above', SLIGHT],
      ['saves.delta', 'below', -SLIGHT],
    ],
    weight: 'saves.delta',
  },
  {
    id: 'saves_above',
    metric: 'saves',
    when: [['saves.delta', 'above', CLEAR]],
    weight: 'saves.delta',
  },
  {
    id: 'shares_below',
    metric: 'shares',
    when: [
      ['shares.delta', 'below', -SLIGHT],
      ['reach.delta', 'above', -SLIGHT],
    ],
    weight: 'shares.delta',
  },
  {
    id: 'comments_below',
    metric: 'comments',
    when: [['comments.delta', 'below', -CLEAR]],
    weight: 'comments.delta',
  },
  {
    id: 'follows_below',
    metric: 'follows',
    when: [
      ['follows.delta', 'below', -CLEAR],
      ['reach.delta', 'above', -SLIGHT],
    ],
    weight: 'follows.delta',
  },
  {
    id: 'visits_without_follows',
    metric: 'profile_visits',
    when: [
      ['profile_visits.actual', 'above', 50],
      ['follow_rate', 'below', 0.05],
    ],
    weight: 'follow_rate',
  },
  {
    id: 'below_typical',
    metric: 'views',
    when: [['typical.delta', 'below', -UNUSUAL]],
    weight: 'typical.delta',
  },
  {
    id: 'above_typical',
    metric: 'views',
    when: [['typical.delta', 'above', UNUSUAL]],
    weight: 'typical.delta',
  },
  {
    id: 'better_than_previous',
    metric: 'script',
    when: [['previous.delta', 'above', CLEAR]],
    weight: 'previous.delta',
  },
  {
    id: 'worse_than_previous',
    metric: 'script',
    when: [['previous.delta', 'below', -CLEAR]],
    weight: 'previous.delta',
  },
  {
    id: 'views_below',
    metric: 'views',
    when: [['views.delta', 'below', -SLIGHT]],
    weight: 'views.delta',
  },
  {
    id: 'views_above',
    metric: 'views',
    when: [['views.delta', 'above', SLIGHT]],
    weight: 'views.delta',
  },
]
