import type { GraphApi } from '../graph-api.ts'
import type { GraphCall } from '../graph-call.ts'
import type { OwnCall, OwnMediaReader } from '../own-media-reader.ts'

/**
 * Runs work with the token of a connection, within its budget. The second argument of the work is
 * the platform's id of the account.
 */
export type UseConnection = <T>(
  own: OwnCall,
  work: (call: GraphCall, platformId: string) => Promise<T>,
) => Promise<T>

/** Creates the reader of own media through the official API; `use` runs it with a connection. */
export const createOwnMediaReader = (api: GraphApi, use: UseConnection): OwnMediaReader => ({
  profile: async (own) => await use(own, async (call, id) => await api.profile(call, id)),
  listMedia: async (own, page) =>
    await use(own, async (call, id) => await api.listMedia(call, id, page)),
  listStories: async (own) => await use(own, async (call, id) => await api.listStories(call, id)),
  media: async (own, platformId) =>
    await use(own, async (call) => await api.media(call, platformId)),
  mediaInsights: async (own, post) =>
    await use(own, async (call) => await api.mediaInsights(call, post)),
  accountInsights: async (own, request) =>
    await use(own, async (call, id) => await api.accountInsights(call, id, request)),
})
