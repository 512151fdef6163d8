import { sql } from 'kysely'
import type { ErasureRule } from '../erasure-rule.ts'

/** The rows of campaigns about creators, and texts that name creators. */
export const CAMPAIGN_ERASURE: readonly ErasureRule[] = [
  { table: 'campaign_results', ids: { blog_id: 'blogId', author_id: 'blogId' } },
  { table: 'campaign_promises', ids: { blog_id: 'blogId' } },
  { table: 'campaign_codes', ids: { blog_id: 'blogId' } },
  { table: 'campaign_near_misses', ids: { blog_id: 'blogId' } },
  { table: 'campaign_alerts', ids: { blog_id: 'blogId' } },
  {
    table: 'campaigns',
    names: { handles: 'usernames', mentions: 'usernames', client: 'text' },
  },
  {
    table: 'campaign_results',
    names: { caption: 'text', quote: 'text', signs: 'json', label_quote: 'text' },
    find: (usernames) => sql`mentioned_names(caption) && ${usernames}::text[]`,
  },
  { table: 'campaign_changes', names: { before: 'text', after: 'text' } },
  {
    table: 'campaign_near_misses',
    names: { expected: 'text', found: 'text', quote: 'text' },
  },
  { table: 'campaign_alerts', names: { note: 'text' } },
]
