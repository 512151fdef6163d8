import type { Feature } from '../manifest.ts'
import { categoriesDeclaration } from './declare.ts'
import { moveGivenCategory } from './given-store.ts'
import { forgetTopics, forgetTopicsNaming } from './forget.ts'
import { categoryRoutes } from './routes.ts'

export { findCategories, giveCategories } from './given-store.ts'
export { storeTopics, type KnownTopics } from './topics-store.ts'

/** What creators are about: the categories that their topics are matched to. */
export const categories: Feature = {
  ...categoriesDeclaration,
  tasks: [],
  routes: categoryRoutes,
  forget: forgetTopics,
  forgetNames: forgetTopicsNaming,
  fold: moveGivenCategory,
}
