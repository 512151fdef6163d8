import { challengeRequired } from '../answer.ts'
import type { Route } from './route.ts'

/** Only a person may answer these. A request here clears nothing; the referee records it. */
export const challengeRoutes: Route[] = [
  {
    method: 'ANY',
    path: /^(?:\/api\/v1)?\/(?:challenge|consent)(?:\/|$)/,
    endpointClass: 'challenge',
    needsSession: false,
    answer: () => challengeRequired(),
  },
]
