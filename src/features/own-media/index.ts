import type { Feature } from '../manifest.ts'
import { ownMediaDeclaration } from './declare.ts'
import { deleteOldInsights, emptyOldAnswers } from './retention.ts'

/** Posts and Reels of connected accounts, with every metric as history. */
export const ownMedia: Feature = {
  ...ownMediaDeclaration,
  tasks: [],
  // An account of the team's own stays; whom its captions mention may be erased.
  erasure: [{ table: 'own_media', names: { caption: 'text' } }],
  retention: (config) => [
    {
      tables: ['media_insights', 'account_insights'],
      keepMs: config.insightRetentionMs,
      remove: async ({ db }, keepMs, signal) => await deleteOldInsights(db, keepMs, signal),
    },
    {
      tables: ['media_insights', 'account_insights'],
      keepMs: config.insightRawRetentionMs,
      async remove({ db }, keepMs, signal) {
        await emptyOldAnswers(db, keepMs, signal)
        return 0
      },
    },
  ],
}
