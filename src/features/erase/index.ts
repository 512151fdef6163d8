import type { Feature } from '../manifest.ts'
import { forgetGoneCreators } from './gone-creators.ts'
import { erasureRoutes } from './routes.ts'

export { createErasures } from './erasures.ts'
export { erasureKeyColumn } from './key-store.ts'

/** Removing creators for good, and keeping them from coming back. */
export const erasing: Feature = {
  name: 'erase',
  tasks: [],
  routes: erasureRoutes,
  retention: (config) => [
    {
      tables: ['blogs', 'persons'],
      keepMs: config.goneCreatorRetentionMs,
      remove: forgetGoneCreators,
    },
  ],
}
