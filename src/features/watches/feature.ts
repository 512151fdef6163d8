import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { watchesDeclaration } from './declare.ts'
import { detectNews } from './detect/detect.ts'
import { operations } from './operations/index.ts'
import { watchesPages } from './pages/index.ts'
import { moveNews } from './store/news.ts'
import { findSilentCreators } from './tasks/find-silent-creators.ts'
import { sendWatchNews } from './tasks/send-watch-news.ts'

/** Lists that the team watches, and what happened to their creators. */
export const watches: Feature = {
  ...watchesDeclaration,
  tasks: [sendWatchNews, findSilentCreators],
  routes: (services) => mountOperations(services, operations),
  pages: watchesPages,
  cron: () => [
    { name: 'send_watch_news', pattern: '* * * * *', taskType: sendWatchNews, payload: {} },
    // Silence is counted in days; a reading has to prove it anyway.
    {
      name: 'find_silent_creators',
      pattern: '25 * * * *',
      taskType: findSilentCreators,
      payload: {},
    },
  ],
  on: { 'creator.read': async (tx, event) => await detectNews(tx, event) },
  merge: moveNews,
  erasure: [
    { table: 'watch_news', ids: { blog_id: 'blogId' } },
    { table: 'watch_news', words: { details: 'row', dedupe_key: 'row' } },
    // Brands are handles without @; one that names a creator stays what the team looks for.
    { table: 'watches', names: { rules: 'json' } },
  ],
  retention: (config) => [
    {
      tables: ['watch_news', 'watch_news_reads'],
      keepMs: config.watchNewsRetentionMs,
      olderBy: 'found_at',
    },
  ],
}
