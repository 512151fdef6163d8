import type { Feature } from '../manifest.ts'
import { tokenRoutes } from './routes.ts'

/** Named API tokens. */
export const tokens: Feature = { name: 'tokens', tasks: [], routes: tokenRoutes }
