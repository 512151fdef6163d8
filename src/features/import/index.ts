import type { Feature } from '../manifest.ts'
import { importDeclaration } from './declare.ts'
import { importRoutes } from './routes.ts'

export { clipped, readTable, refusal } from './read-file.ts'

/** Creators from files. */
export const importing: Feature = { ...importDeclaration, tasks: [], routes: importRoutes }
