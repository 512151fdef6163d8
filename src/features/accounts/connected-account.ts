import { careForConnection } from '../../connections/care.ts'
import { ConflictError, UpstreamDownError } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import { GraphError } from '../../platforms/graph-error.ts'
import type { UseConnection } from '../../platforms/reading/own-media.ts'
import type { Services } from '../services.ts'
import { findPublishingAccounts, type PublishingAccount } from '../publishing/index.ts'

const HOUR_MS = 3_600_000

/** The connected account of this id that is in a group; undefined for one of the pool. */
export async function findConnected(db: Db, id: string): Promise<PublishingAccount | undefined> {
  const found = await findPublishingAccounts(db, [id])
  return found.find(({ connection_id: connection }) => connection === id.toLowerCase())
}

/** The other ways to do with a connected account what the pool does with its own. */
const WAYS = {
  login:
    'it has no login: its owner connects it again, in the console or with POST /api/ig/auth/url',
  remove:
    'take it out of its groups to publish on it no more; its owner or an admin disconnects it ' +
    'with DELETE /api/ig/accounts/{id}',
  pause: 'take it out of its groups to publish on it no more',
  resume: 'it cannot be paused: POST …/check finds what is wrong with it',
} as const

/** Throws ConflictError for a connected account. */
export async function requirePooled(db: Db, id: string, act: keyof typeof WAYS): Promise<void> {
  const connected = await findConnected(db, id)
  if (connected)
    throw new ConflictError(`the account '${connected.username}' is connected: ${WAYS[act]}`)
}

/**
 * Asks Meta about a connected account. Its state then shows what its owner has to do. Throws
 * UpstreamDownError, and the errors of Meta's limits and outages.
 */
export async function checkConnected(
  { connections }: Pick<Services, 'connections'>,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  if (!connections) throw new UpstreamDownError('no app of Meta’s is configured any more', HOUR_MS)
  // A person waits for it.
  const use: UseConnection = async (own, work) =>
    await connections.use({ ...own, area: 'upkeep', isUrgent: true }, work)
  try {
    await careForConnection(connections, use, id, signal)
  } catch (error) {
    if (!(error instanceof GraphError) || error.kind !== 'reauth') throw error
  }
}
