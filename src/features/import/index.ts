import type { Feature } from '../manifest.ts'
import { importDeclaration } from './declare.ts'
import { importRoutes } from './operations/import.ts'

export { clipped, readTable, refusal } from './read-file.ts'

/** Creators from files. */
export const importing: Feature = { ...importDeclaration, tasks: [], routes: importRoutes }
