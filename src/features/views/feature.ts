import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { viewsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'

/** Names that people give to addresses of the console. */
export const views: Feature = {
  ...viewsDeclaration,
  tasks: [],
  routes: (services) => mountOperations(services, operations),
  erasure: [{ table: 'saved_views', words: { name: 'row', query: 'row' } }],
}
