import { challengeRoutes } from './challenge.ts'
import { configureRoutes } from './configure.ts'
import { feedRoutes } from './feed.ts'
import { friendshipRoutes } from './friendships.ts'
import { hashtagRoutes } from './hashtag.ts'
import { highlightRoutes } from './highlights.ts'
import { liveStoryRoutes } from './live-stories.ts'
import { locationRoutes } from './location.ts'
import { loginFlowRoutes } from './login-flow.ts'
import { loginRoutes } from './login.ts'
import { ownMediaRoutes } from './own-media.ts'
import { profileRoutes } from './profile.ts'
import type { Route } from './route.ts'
import { similarRoutes } from './similar.ts'
import { uploadRoutes } from './upload.ts'

/** All endpoints; the first matching route wins. */
export const ROUTES: readonly Route[] = [
  ...loginRoutes,
  ...loginFlowRoutes,
  ...profileRoutes,
  ...feedRoutes,
  ...highlightRoutes,
  ...liveStoryRoutes,
  ...hashtagRoutes,
  ...locationRoutes,
  ...similarRoutes,
  ...friendshipRoutes,
  ...challengeRoutes,
  ...uploadRoutes,
  ...configureRoutes,
  ...ownMediaRoutes,
]
