import type { Access } from '../access/access.ts'
import { createRoute, createRouter, type RouteDeclaration, type Router } from '../router.ts'
import type { OperationAccess, Operations } from './operation.ts'

/** Mounts operations in their order; their keys are the operation ids of the document. */
export function mountOperations<Services>(
  services: Services,
  operations: Operations<Services>,
): Router {
  const router = createRouter()
  for (const [operationId, { route, bodyOf, handle }] of Object.entries(operations)) {
    requireSameParams(operationId, route)
    const access = accessOf(route.access, services)
    const request = bodyOf ? { ...route.request, body: bodyOf(services) } : route.request
    const mounted = createRoute({ ...route, ...(request && { request }), access, operationId })
    router.openapi(mounted, async (c) => await handle(services, c))
  }
  return router
}

function accessOf<Services>(access: OperationAccess<Services>, services: Services): Access {
  const isSigned = typeof access === 'object' && 'signature' in access
  return isSigned ? { ...access, signature: access.signature(services) } : access
}

/** Throws for a path whose parameters are not those of `params`: the compiler cannot see it. */
function requireSameParams(
  name: string,
  { path, request }: Pick<RouteDeclaration, 'path' | 'request'>,
): void {
  const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, param = '']) => param))
  const params = request?.params
  const declared = new Set(params && 'shape' in params ? Object.keys(params.shape) : [])
  const stray = [...inPath, ...declared].filter((each) => !inPath.has(each) || !declared.has(each))
  if (stray.length > 0)
    throw new Error(`${name}: ${stray.join()} is in ${path} or in params, not in both`)
}
