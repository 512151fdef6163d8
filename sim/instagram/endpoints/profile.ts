import { ok } from '../answer.ts'
import { userInfo } from '../wire/user.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'
import { findTarget } from './target.ts'

export const profileRoutes: Route[] = [
  {
    method: 'GET',
    path: /^\/api\/v1\/users\/([^/]+)\/usernameinfo\/$/,
    endpointClass: 'profile',
    needsSession: true,
    answer: (request, services) => profile(request, services, /^[A-Za-z0-9._]{1,30}$/),
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/users\/([^/]+)\/info\/$/,
    endpointClass: 'profile',
    needsSession: true,
    answer: (request, services) => profile(request, services, /^\d+$/),
  },
]

function profile({ params }: ApiRequest, services: Services, form: RegExp): Outcome {
  const key = (params[0] ?? '').toLowerCase()
  // Invalid usernames and ids match no creator.
  const { creator, outcome } = findTarget(services, form.test(key) ? key : '', {
    asProfile: true,
  })
  return outcome ?? ok({ user: userInfo(creator, services.shapes) })
}
