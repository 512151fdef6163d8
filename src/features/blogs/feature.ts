import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { blogsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { blogsPages } from './pages/index.ts'
import { createSuggestions } from './store/suggestions.ts'

/** Looking at creators. */
export const blogs: Feature = {
  ...blogsDeclaration,
  tasks: [],
  routes: (services) =>
    mountOperations({ ...services, suggest: createSuggestions(services) }, operations),
  pages: blogsPages,
}
