import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { personsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'

/** The owners of profiles. Their rows are written with the profiles: see features/scrape. */
export const persons: Feature = {
  ...personsDeclaration,
  tasks: [],
  routes: (services) => mountOperations(services, operations),
}
