import { fail } from '../answer.ts'
import type { HashtagTab } from '../world/hashtag.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'
import { sectionsPage } from './sections.ts'

export const hashtagRoutes: Route[] = [
  {
    method: 'POST',
    path: /^\/api\/v1\/tags\/([^/]+)\/sections\/$/,
    endpointClass: 'hashtag',
    needsSession: true,
    answer: sections,
  },
]

function sections({ params, form }: ApiRequest, services: Services): Outcome {
  const tag = (params[0] ?? '').toLowerCase()
  const tab = tabOf(form['tab'])
  if (!/^(?:[\p{L}\p{M}\p{N}\p{Emoji}\p{Regional_Indicator}_]|\u200d)+$/u.test(tag) || !tab)
    return fail(400, { message: 'Invalid hashtag' })
  const posts = services.world
    .hashtagPosts(tag, tab)
    .filter((post) => tab !== 'clips' || post.kind === 'reel')
  return sectionsPage(posts, `${tag}/${tab}`, form, services)
}

const tabOf = (name: unknown): HashtagTab | null =>
  name === 'top' || name === 'recent' || name === 'clips' ? name : null
