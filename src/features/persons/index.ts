import type { Feature } from '../manifest.ts'
import { personRoutes } from './routes.ts'

/** Who owns which profiles. Their rows are written with the profiles: see features/scrape. */
export const persons: Feature = { name: 'persons', tasks: [], routes: personRoutes }
