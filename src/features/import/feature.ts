import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { importDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'

/** Creators from files. */
export const importing: Feature = {
  ...importDeclaration,
  tasks: [],
  routes: (services) => mountOperations(services, operations),
}
