import { createRouter, type Router } from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { analyzeRoutes } from './analyze-routes.ts'

/** Everything of the API that is about analyses. */
export const analyzeApi = (services: Services): Router =>
  createRouter().route('/', analyzeRoutes(services))
