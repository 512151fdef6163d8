import type { Config } from './config.ts'
import type { ConnectionParts, Connections } from './connections/parts.ts'
import { createAcquireConnection } from './connections/acquire-connection.ts'
import { createRefusedMetricsStore } from './connections/refused-metrics-store.ts'
import { GRAPH_REQUESTS } from './connections/request-counter.ts'
import { rightsWanted } from './connections/rights.ts'
import { createUseConnection } from './connections/use-connection.ts'
import type { Services } from './features/services.ts'
import type { CreatorReader } from './platforms/creator-reader.ts'
import type { OwnMediaReader } from './platforms/own-media-reader.ts'
import type { Publisher } from './platforms/publisher.ts'
import { createOfficialPublisher } from './platforms/publishing/official.ts'
import { createGraphClient } from './platforms/graph/client.ts'
import { createOfficialCreators } from './platforms/reading/official-creators.ts'
import { createOfficialFirst } from './platforms/reading/official-first.ts'
import { createOwnMediaReader } from './platforms/reading/own-media.ts'

const GRAPH_TIMEOUT_MS = 30_000

type Parts = Pick<ConnectionParts, 'db' | 'clock' | 'log' | 'keys' | 'actionLog'> &
  Pick<Services, 'queue' | 'announce' | 'count'>

/**
 * Creates the parts that connect and use accounts of Meta's official API; null while no Meta app is
 * configured.
 */
export function createConnections(
  config: Config,
  { queue, announce, count, ...parts }: Parts,
): Connections | null {
  const { metaAppId, metaAppSecret, instagramAppId, instagramAppSecret } = config
  const apps = {
    ...(metaAppId && metaAppSecret && { facebook: { id: metaAppId, secret: metaAppSecret } }),
    ...(instagramAppId &&
      instagramAppSecret && { instagram: { id: instagramAppId, secret: instagramAppSecret } }),
  }
  if (Object.keys(apps).length === 0) return null
  const api = createGraphClient({
    version: config.graphApiVersion,
    hosts: {
      dialog: config.metaDialogUrl,
      facebook: config.graphFacebookUrl,
      instagramAuth: config.instagramAuthUrl,
      instagramApi: config.instagramApiUrl,
      instagram: config.graphInstagramUrl,
      upload: config.graphUploadUrl,
    },
    apps,
    loginConfigId: config.metaLoginConfigId,
    timeoutMs: GRAPH_TIMEOUT_MS,
    postsPerDay: config.quotaPosts,
    refusedMetrics: createRefusedMetricsStore(parts.db),
  })
  // Meta accepts plain http only for localhost.
  const origin = config.publicUrl ?? `http://localhost:${config.port}`
  const all: ConnectionParts = {
    ...parts,
    onRequest: (area) => count(GRAPH_REQUESTS, { area }),
    onReady: async (tx, event) => await announce(tx, 'connection.ready', event),
    onRemoved: async (tx, event) => await announce(tx, 'connection.removed', event),
    resumeWaitingTasks: async (codes) => void (await queue.runNow(parts.db, codes)),
    api,
    rights: {
      facebook: rightsWanted('facebook', config.metaExtraRights),
      instagram: rightsWanted('instagram', config.metaExtraRights),
    },
    redirectUri: `${origin}/api/ig/auth/callback`,
  }
  return { ...all, use: createUseConnection(all) }
}

/**
 * Reads public creators with the official API first where an account may, and with the pool for the
 * rest.
 */
export const officialFirst = (
  pooled: CreatorReader,
  connections: Connections | null,
): CreatorReader =>
  connections
    ? createOfficialFirst(
        pooled,
        createOfficialCreators(
          connections.api,
          createAcquireConnection(connections, connections.use),
          connections,
        ),
      )
    : pooled

export const officialPublisher = (connections: Connections | null): Publisher | null =>
  connections && createOfficialPublisher(connections)

export const ownMediaReader = (connections: Connections | null): OwnMediaReader | null =>
  connections && createOwnMediaReader(connections.api, connections.use)
