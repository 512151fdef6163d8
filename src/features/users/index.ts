import { forgetAnswers, forgetVoidKeys, KEPT_ANSWER_MS } from '../../http/idempotency.ts'
import type { Feature } from '../manifest.ts'
import { tokenRoutes } from './token-routes.ts'
import { authenticateToken } from './tokens-store.ts'

/** Named API tokens, and the answers that are kept for retries. */
export const users: Feature = {
  name: 'users',
  tasks: [],
  routes: tokenRoutes,
  authenticators: ({ db }) => [async (secret) => await authenticateToken(db, secret)],
  forget: async (tx, { words }) => ({
    removed: { idempotency_keys: await forgetAnswers(tx, words) },
    changed: {},
  }),
  retention: () => [
    {
      tables: ['idempotency_keys'],
      keepMs: KEPT_ANSWER_MS,
      remove: async ({ db }, _keepMs, signal) => await forgetVoidKeys(db, signal),
    },
  ],
}
