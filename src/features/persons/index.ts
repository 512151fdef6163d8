import type { Feature } from '../manifest.ts'
import { personsDeclaration } from './declare.ts'
import { personRoutes } from './operations/persons.ts'

/** Who owns which profiles. Their rows are written with the profiles: see features/scrape. */
export const persons: Feature = { ...personsDeclaration, tasks: [], routes: personRoutes }
