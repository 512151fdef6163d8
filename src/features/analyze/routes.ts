import { createRouter, type Router } from '../../http/router.ts'
import { addBatchRoutes } from './batch-routes.ts'
import { addAnalyzeRoutes } from './analyze-routes.ts'
import { addMoneyRoutes } from './money-routes.ts'
import type { AnalyzeServices } from './services.ts'
import { addWebhookRoutes } from './webhook-routes.ts'

/** Everything about analyses that is asked for over HTTP. */
export function analyzeRoutes(services: AnalyzeServices): Router {
  const router = createRouter()
  addBatchRoutes(router, services)
  addAnalyzeRoutes(router, services)
  addMoneyRoutes(router, services)
  addWebhookRoutes(router, services)
  return router
}
