import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { storiesDeclaration } from './declare.ts'
import { STORY_ERASURE } from './erasure.ts'
import { STORIES_STORED } from './metrics.ts'
import { operations } from './operations/index.ts'
import { storiesPages } from './pages/index.ts'
import { removeOldStories } from './store/retention.ts'
import { mergeStories } from './store/stories.ts'

/** Live stories of creators, stored before they expire. */
export const stories: Feature = {
  ...storiesDeclaration,
  tasks: [],
  routes: (services) => mountOperations(services, operations),
  pages: storiesPages,
  erasure: STORY_ERASURE,
  merge: mergeStories,
  metrics: [STORIES_STORED],
  retention: (config) => [
    {
      tables: ['blog_stories', 'media_uses'],
      keepMs: config.storyRetentionMs,
      remove: async ({ db }, keepMs, signal) => await removeOldStories(db, keepMs, signal),
    },
  ],
}
