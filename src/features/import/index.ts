import type { Feature } from '../manifest.ts'
import { importDeclaration } from './declare.ts'
import { importRoutes } from './routes.ts'

/** Creators from files. */
export const importing: Feature = { ...importDeclaration, tasks: [], routes: importRoutes }
