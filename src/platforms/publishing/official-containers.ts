import { z } from 'zod'
import type { GraphLogin } from '../graph-call.ts'
import type { GraphContainer } from '../graph-publishing.ts'
import type { PublishCover, PublishFile, PublishMedia, PublishRequest } from '../publisher.ts'

const Container = {
  id: z.string(),
  isReady: z.boolean(),
  /** World time in ms since which Meta reports it missing; null while Meta knows it. */
  missingSince: z.number().nullable().default(null),
}

/** The stored progress of an order: the containers created for it. */
export const OfficialProgress = z.object({
  /** World time, ms. */
  startedAt: z.number(),
  /** One container for each item. `isSent`: its bytes have arrived. */
  items: z.array(z.object({ ...Container, isSent: z.boolean() })),
  /** The container of the carousel. */
  carousel: z.object(Container).nullable(),
})
export type OfficialProgress = z.output<typeof OfficialProgress>

/** Whether the bytes go straight to Meta: videos where the login allows it; pictures need a URL. */
export const isUpload = ({ durationMs }: PublishMedia, login: GraphLogin): boolean =>
  durationMs !== null && login === 'facebook'

/** Returns the container of a post with one file, or of an item of a carousel. */
export function containerOf(
  order: PublishRequest,
  media: PublishMedia,
  login: GraphLogin,
): GraphContainer {
  const isItem = order.type === 'carousel'
  const isVideo = media.durationMs !== null
  return {
    ...(isItem ? EMPTY : detailsOf(order)),
    isItem,
    source: sourceOf(media, login),
    altText: isVideo ? null : media.altText,
    userTags: media.userTags.map(({ username, x, y }) =>
      isVideo ? { username, x: null, y: null } : { username, x, y },
    ),
    reel: isVideo && !isItem ? reelOf(order) : null,
  }
}

/** Returns the container of a carousel. */
export const carouselOf = (order: PublishRequest, children: readonly string[]): GraphContainer => ({
  ...detailsOf(order),
  isItem: false,
  source: { children },
  altText: null,
  userTags: [],
  reel: null,
})

type Details = Pick<GraphContainer, 'caption' | 'locationId' | 'collaborators'>

const EMPTY: Details = { caption: null, locationId: null, collaborators: [] }

const detailsOf = ({ caption, location, collaborators }: PublishRequest): Details => ({
  caption: caption === '' ? null : caption,
  locationId: location?.platformId ?? null,
  collaborators: collaborators.map(({ username }) => username),
})

function sourceOf(media: PublishMedia, login: GraphLogin): GraphContainer['source'] {
  if (isUpload(media, login)) return { upload: 'video' }
  const url = addressOf(media)
  return media.durationMs === null ? { imageUrl: url } : { videoUrl: url }
}

function addressOf({ url }: PublishFile): string {
  if (url === null) throw new Error('the official API publishes no file without an address')
  return url()
}

const reelOf = ({ sharesToFeed, cover }: PublishRequest): NonNullable<GraphContainer['reel']> => ({
  sharesToFeed,
  coverUrl: cover && 'picture' in cover ? addressOf(cover.picture) : null,
  thumbOffsetMs: offsetOf(cover),
})

const offsetOf = (cover: PublishCover | null): number | null =>
  cover && 'atMs' in cover ? Math.round(cover.atMs) : null
