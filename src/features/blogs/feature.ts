import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { blogsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { blogsPages } from './pages/index.ts'
import { createSuggestions } from './store/suggestions.ts'
import { createCategoryReader } from './store/vocabulary.ts'

/** Looking at creators. */
export const blogs: Feature = {
  ...blogsDeclaration,
  tasks: [],
  routes: (services) =>
    mountOperations(
      {
        ...services,
        suggest: createSuggestions(services),
        readCategories: createCategoryReader(services),
      },
      operations,
    ),
  warms: ['/api/blogs/question?q=Almaty'],
  pages: blogsPages,
}
