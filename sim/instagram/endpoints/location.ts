import { fail } from '../answer.ts'
import type { LocationTab } from '../world/location.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'
import { sectionsPage } from './sections.ts'

export const locationRoutes: Route[] = [
  {
    method: 'POST',
    path: /^\/api\/v1\/locations\/(\d+)\/sections\/$/,
    endpointClass: 'location',
    needsSession: true,
    answer: sections,
  },
]

function sections({ params, form }: ApiRequest, services: Services): Outcome {
  const pk = params[0] ?? ''
  const tab = tabOf(form['tab'])
  if (!tab) return fail(400, { message: 'Invalid tab' })
  const posts = services.world.locationPosts(pk, tab)
  if (!posts) return fail(404, { message: 'Location not found' })
  return sectionsPage(posts, `place ${pk}/${tab}`, form, services)
}

const tabOf = (name: unknown): LocationTab | null =>
  name === 'ranked' || name === 'recent' ? name : null
