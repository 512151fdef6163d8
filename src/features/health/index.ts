import type { Feature } from '../manifest.ts'
import { healthRoutes } from './routes.ts'

/** How gramd is doing, for people and for orchestrators. */
export const health: Feature = { name: 'health', tasks: [], routes: healthRoutes }
