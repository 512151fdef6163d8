import { forgetAnswers, forgetVoidKeys, KEPT_ANSWER_MS } from '../../http/idempotency.ts'
import type { Feature } from '../manifest.ts'
import { tokenRoutes } from './routes.ts'

/** Named API tokens, and the answers that are kept for their retries. */
export const tokens: Feature = {
  name: 'tokens',
  tasks: [],
  routes: tokenRoutes,
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
