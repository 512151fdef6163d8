import { sql } from 'kysely'
import type { ErasureRule } from '../erasure-rule.ts'
import { removeStoriesOf } from './store/stories.ts'

/** A creator's own stories, and those of others that name the creator. */
export const STORY_ERASURE: readonly ErasureRule[] = [
  {
    table: 'blog_stories',
    ids: { blog_id: 'blogId' },
    remove: async (tx, { blogIds }) => ({
      removed: { blog_stories: await removeStoriesOf(tx, blogIds) },
    }),
  },
  {
    table: 'blog_stories',
    names: { mentions: 'usernames', links: 'links', stickers: 'texts' },
    find: (usernames) => sql`((mentions <> '{}' and mentions && ${usernames}::text[])
      or highlight_mentions(null, links || stickers) && ${usernames}::text[])`,
  },
]
