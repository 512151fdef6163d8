import { removeExpiredCodes } from './store/users.ts'
import { removeVoidKeys, ANSWER_LIFETIME_MS } from '../../http/idempotency.ts'
import { createClock } from '../../base/clock.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { enrollingRoles } from './require-factor.ts'
import { seedColumn } from './second-factor.ts'
import { authenticateSession, removeEndedSessions } from './store/sessions.ts'
import { removeOldAttempts } from './throttle/count-attempts.ts'
import { usersDeclaration } from './declare.ts'
import { createPasswords } from './passwords/hash-passwords.ts'
import { operations } from './operations/index.ts'
import { usersPages } from './pages/index.ts'
import { authenticateToken } from './store/tokens.ts'

const DAY_MS = 24 * 3_600_000
/** They say themselves when they end: 90 days after the sign-in at the latest. */
const SESSION_MS = 90 * DAY_MS

/** A browser or address from which a user has not signed in for this long is a stranger's again. */
const KNOWN_PLACE_MS = 180 * DAY_MS

/** People who sign in, API tokens, and the answers that are stored for retries. */
export const users: Feature = {
  ...usersDeclaration,
  tasks: [],
  routes: (services) => {
    const own = { passwords: createPasswords(), realClock: createClock() }
    return mountOperations({ ...services, ...own }, operations)
  },
  pages: usersPages,
  authenticators: ({ db, config }) => [
    async (secret) => await authenticateToken(db, secret),
    async (secret) => await authenticateSession(db, secret, enrollingRoles(config)),
  ],
  secrets: [seedColumn],
  erasure: [
    { table: 'idempotency_keys', words: { route: 'row', response: 'row' } },
    // Who did what to whatever it was stays.
    { table: 'audit_log', words: { object: 'null', before: 'null', after: 'null' } },
  ],
  retention: (config) => [
    { tables: ['audit_log'], keepMs: config.auditRetentionMs, olderBy: 'at' },
    {
      tables: ['user_sessions', 'welcome_codes'],
      keepMs: SESSION_MS,
      async remove({ db }) {
        await removeExpiredCodes(db)
        return await removeEndedSessions(db)
      },
    },
    {
      tables: ['sign_in_attempts'],
      keepMs: DAY_MS,
      remove: async ({ db }) => await removeOldAttempts(db),
    },
    { tables: ['known_places'], keepMs: KNOWN_PLACE_MS, olderBy: 'last_at' },
    {
      tables: ['idempotency_keys'],
      keepMs: ANSWER_LIFETIME_MS,
      remove: async ({ db }, _keepMs, signal) => await removeVoidKeys(db, signal),
    },
  ],
}
