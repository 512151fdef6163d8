import type { Feature } from '../manifest.ts'
import { importRoutes } from './routes.ts'

/** Creators from files. */
export const importing: Feature = { name: 'import', tasks: [], routes: importRoutes }
