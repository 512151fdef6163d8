import { createRouter, type Router } from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { addCategoryRoutes } from './category-routes.ts'
import { addTopicRoutes } from './topic-routes.ts'

/** Categories, and the topics that wait for one. */
export function categoryRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  addCategoryRoutes(router, db)
  addTopicRoutes(router, db)
  return router
}
