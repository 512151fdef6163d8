import { challengeRequired } from '../answer.ts'
import type { Route } from './route.ts'

/** What a person answers in the app or a browser. Nothing that comes here clears anything; the referee writes it down. */
export const challengeRoutes: Route[] = [
  {
    method: 'ANY',
    path: /^(?:\/api\/v1)?\/(?:challenge|consent)(?:\/|$)/,
    endpointClass: 'challenge',
    needsSession: false,
    answer: () => challengeRequired(),
  },
]
