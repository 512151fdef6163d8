/** The kinds of news about a creator of a watched list; growth and fall share a rule. */
export const NEWS_KINDS = [
  'growth',
  'fall',
  'risk_flag',
  'renamed',
  'private',
  'gone',
  'back',
  'silent',
  'advertises',
  'far_above',
] as const
export type NewsKind = (typeof NEWS_KINDS)[number]
