import { LinearRouter } from 'hono/router/linear-router'
import type { Router } from './router.ts'

/** The methods that some route takes at this path, for the Allow header; empty when no route is there. */
export function allowedMethods(app: Router, path: string): string[] {
  const paths = new LinearRouter<string>()
  for (const route of app.routes) {
    // Middleware is registered for every method.
    if (route.method !== 'ALL') paths.add('ANY', route.path, route.method)
  }
  const methods = new Set(paths.match('ANY', path)[0].map(([method]) => method))
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods].sort()
}
