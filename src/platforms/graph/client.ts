import type { GraphApi, RefusedMetrics } from '../graph-api.ts'
import { readAccountInsights } from './account-insights.ts'
import { listComments, writeComment } from './comments.ts'
import { createConnection } from './connection.ts'
import { discoverCreator } from './discovery.ts'
import { listMedia, readMedia } from './media.ts'
import { readMediaInsights } from './media-insights.ts'
import { createOAuth } from './oauth.ts'
import { readProfile } from './profile.ts'
import {
  createContainer,
  deleteMedia,
  publishContainer,
  readContainer,
  readPublishingLimit,
} from './publish.ts'
import { uploadVideo } from './publish-upload.ts'
import type { GraphApps, GraphHosts } from './request.ts'
import { createSignatures } from './signatures.ts'
import { listStories } from './stories.ts'
import { createSubscriptions } from './subscriptions.ts'

export type GraphClientOptions = {
  /** The version of the API, such as `v25.0`. */
  version: string
  hosts: GraphHosts
  /** The configured apps; a login without its app is not offered. */
  apps: GraphApps
  /** The configuration of Facebook Login for Business, used instead of a list of rights. */
  loginConfigId?: string | undefined
  /** Real ms until an answer is complete. */
  timeoutMs: number
  refusedMetrics: RefusedMetrics
  /** The quota of posts a day when Meta does not name it. */
  postsPerDay: number
  fetch?: typeof globalThis.fetch
}

/**
 * Creates the client of Meta's official API. It only does HTTP: no database, no budget, no retries.
 */
export function createGraphClient(options: GraphClientOptions): GraphApi {
  const { version, hosts, apps, loginConfigId, timeoutMs, refusedMetrics, postsPerDay } = options
  const fetch = options.fetch ?? globalThis.fetch
  const connection = createConnection({ version, hosts, apps, loginConfigId, timeoutMs, fetch })
  return {
    ...createOAuth(connection),
    ...createSignatures(apps),
    ...createSubscriptions(connection),
    profile: async (call, platformId) => await readProfile(connection, call, platformId),
    listMedia: async (call, platformId, page) =>
      await listMedia(connection, call, platformId, page),
    listStories: async (call, platformId) => await listStories(connection, call, platformId),
    media: async (call, mediaId) => await readMedia(connection, call, mediaId),
    mediaInsights: async (call, post) =>
      await readMediaInsights(connection, refusedMetrics, call, post),
    accountInsights: async (call, platformId, request) =>
      await readAccountInsights(connection, refusedMetrics, call, { platformId, ...request }),
    discoverCreator: async (call, platformId, request) =>
      await discoverCreator(connection, call, platformId, request),
    createContainer: async (call, platformId, container) =>
      await createContainer(connection, call, platformId, container),
    container: async (call, containerId) => await readContainer(connection, call, containerId),
    uploadVideo: async (call, containerId, video) =>
      await uploadVideo(connection, call, containerId, video),
    publishContainer: async (call, platformId, containerId) =>
      await publishContainer(connection, call, platformId, containerId),
    publishingLimit: async (call, platformId) =>
      await readPublishingLimit(connection, call, { platformId, usualTotal: postsPerDay }),
    comments: async (call, mediaId) => await listComments(connection, call, mediaId),
    comment: async (call, mediaId, text) => await writeComment(connection, call, mediaId, text),
    deleteMedia: async (call, mediaId) => await deleteMedia(connection, call, mediaId),
  }
}
