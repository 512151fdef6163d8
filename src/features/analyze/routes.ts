import { createRouter, type Router } from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { addMoneyRoutes } from './money-routes.ts'

/** What people ask of analyses, and tell them. */
export function analyzeRoutes(services: Services): Router {
  const router = createRouter()
  addMoneyRoutes(router, services)
  return router
}
