/** Causes that are no alert of the health report. */
export const KINDS = [
  'publications_unknown',
  'publications_failed',
  'posts_missed',
  'proxies_dead',
  'proxies_blocked',
  'accounts_need_person',
  'accounts_rest',
  'budget_spent',
  'budget_low',
] as const
export type Kind = (typeof KINDS)[number]
