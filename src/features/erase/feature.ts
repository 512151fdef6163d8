import { classify } from '../../base/classify.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { createErasures } from './erasures.ts'
import { eraseDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { removeDeletedCreators } from './store/gone-creators.ts'
import { erasureKeyColumn } from './store/key.ts'

/** Removes creators for good, and prevents them from coming back. */
export const erasing: Feature = {
  ...eraseDeclaration,
  tasks: [],
  createErasures,
  routes: (services) => mountOperations(services, operations),
  secrets: [erasureKeyColumn],
  /**
   * Without the key whatever would store a creator waits: people should know before the first task
   * does.
   */
  async start({ erasures, log }) {
    try {
      await erasures.verify()
    } catch (thrown) {
      const error = classify(thrown)
      log.error({ err: error, code: error.code }, 'erasure key unavailable')
    }
  },
  retention: (config) => [
    {
      tables: ['blogs', 'persons'],
      keepMs: config.deletedCreatorRetentionMs,
      remove: removeDeletedCreators,
    },
  ],
}
