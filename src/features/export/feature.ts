import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { exportDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { createReadAhead } from './read-ahead.ts'

/** Creators as files. */
export const exporting: Feature = {
  ...exportDeclaration,
  tasks: [],
  routes: (services) => mountOperations({ ...services, readAhead: createReadAhead() }, operations),
}
