import { createRouter } from '../../http/router.ts'
import type { Feature } from '../manifest.ts'
import { addCategoryRoutes } from './category-routes.ts'
import { addTopicRoutes } from './topic-routes.ts'

export { storeTopics } from './topics-store.ts'

/** What creators are about: the categories that their topics are matched to. */
export const categories: Feature = {
  name: 'categories',
  tasks: [],
  routes({ db }) {
    const router = createRouter()
    addCategoryRoutes(router, db)
    addTopicRoutes(router, db)
    return router
  },
}
