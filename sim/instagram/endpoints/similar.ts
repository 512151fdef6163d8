import { fail, ok } from '../answer.ts'
import { similarUser } from '../wire/user.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'
import { findTarget } from './target.ts'

export const similarRoutes: Route[] = [
  {
    method: 'GET',
    path: /^\/api\/v1\/discover\/chaining\/$/,
    endpointClass: 'similar',
    needsSession: true,
    answer: chaining,
  },
]

/** The accounts that the app suggests beside a profile. */
function chaining({ query }: ApiRequest, services: Services): Outcome {
  const pk = query.get('target_id') ?? ''
  if (!/^\d+$/.test(pk)) return fail(400, { message: 'Invalid target user.' })
  const { creator, outcome } = findTarget(services, pk)
  if (outcome) return outcome
  const similar = services.world.similar(creator)
  if (!similar) return fail(400, { message: 'Not eligible for chaining.' })
  return ok({
    users: similar.map((user) => similarUser(user, services.shapes)),
    is_backup: false,
    is_recommend_account: false,
    available_recommend_count: similar.length,
  })
}
