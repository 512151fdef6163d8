import type { Feature } from '../manifest.ts'
import { relationCheck } from './relation-check.ts'
import { relationRoutes } from './routes.ts'

/** Who follows whom. */
export const relations: Feature = {
  name: 'relations',
  tasks: [relationCheck],
  routes: relationRoutes,
}
