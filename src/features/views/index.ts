import type { Feature } from '../manifest.ts'
import { viewsDeclaration } from './declare.ts'
import { viewRoutes } from './operations/views.ts'

/** Names that people give to addresses of the console. */
export const views: Feature = {
  ...viewsDeclaration,
  tasks: [],
  routes: viewRoutes,
  erasure: [{ table: 'saved_views', words: { name: 'row', query: 'row' } }],
}
