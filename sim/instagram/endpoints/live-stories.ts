import { fail, ok } from '../answer.ts'
import { liveReelOf } from '../wire/live-story.ts'
import type { ApiRequest, Outcome, Route, Services } from './route.ts'
import { findTarget, notAuthorized } from './target.ts'

export const liveStoryRoutes: Route[] = [
  {
    method: 'GET',
    path: /^\/api\/v1\/feed\/user\/(\d+)\/story\/$/,
    endpointClass: 'live_stories',
    needsSession: true,
    answer: liveStories,
  },
  {
    method: 'ANY',
    path: /^\/api\/v\d\/media\/seen\/$/,
    endpointClass: 'other',
    needsSession: true,
    answer: refuseMark,
  },
]

function liveStories({ params, arrival }: ApiRequest, services: Services): Outcome {
  const { creator, outcome } = findTarget(services, params[0] ?? '')
  if (outcome) return outcome
  if (creator.isPrivate) {
    const detail = `the profile ${creator.pk} is private`
    services.referee.judgeReading(arrival, 'story_of_private', detail)
    return notAuthorized()
  }
  const at = services.clock.now().getTime()
  const stories = services.world.stories(creator, at)
  return ok({
    broadcast: null,
    reel: stories.length === 0 ? null : liveReelOf(creator, stories, services.shapes),
  })
}

/** The creator would see the account among the viewers. */
function refuseMark({ arrival }: ApiRequest, services: Services): Outcome {
  services.referee.judgeReading(arrival, 'story_marked_seen', 'media/seen')
  return fail(400, { message: 'unexpected' })
}
