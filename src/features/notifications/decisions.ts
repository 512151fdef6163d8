/** Kinds of alerts that wait for the decision of a person. */
export const DECISIONS = [
  'account_needs_person',
  'account_suspended',
  'ai_batches_failing',
  'connection_expiring',
  'connection_needs_person',
  'drafts_expiring',
  'drafts_ready',
  'openai_refused',
  'pool_stopped',
  'post_missed',
  'product_conflicts',
  'product_posts_dropped',
  'product_posts_gone',
  'proxy_dead',
  'publication_unknown',
  'publisher_needs_owner',
] as const
