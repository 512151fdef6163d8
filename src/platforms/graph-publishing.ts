import type { Readable } from 'node:stream'
import type { GraphCall } from './graph-call.ts'

/** Publishing by Meta's official API, one call per method. */
export type GraphPublishing = {
  /** Makes a container: invisible, and forgotten after a day. */
  createContainer(
    call: GraphCall,
    platformId: string,
    container: GraphContainer,
  ): Promise<{ id: string }>
  container(call: GraphCall, containerId: string): Promise<GraphContainerState>
  /** Sends the bytes of a video to a container that was made for an upload (Facebook Login only). */
  uploadVideo(
    call: GraphCall,
    containerId: string,
    video: { bytes: number; from: number; open: (from: number) => Readable },
  ): Promise<GraphUploadEnd>
  /** Publishes a container; gives the id of the post. Never repeat it without reading the container. */
  publishContainer(call: GraphCall, platformId: string, containerId: string): Promise<string>
  publishingLimit(
    call: GraphCall,
    platformId: string,
  ): Promise<{ used: number; total: number; durationMs: number }>
  /** Comments on an own post, newest first. */
  comments(call: GraphCall, mediaId: string): Promise<GraphComment[]>
  /** Writes a comment as often as it is called; gives its id. */
  comment(call: GraphCall, mediaId: string, text: string): Promise<string>
  /** Facebook Login alone, with a right of its own. */
  deleteMedia(call: GraphCall, mediaId: string): Promise<void>
}

export type GraphContainer = {
  /** An item of a carousel has no caption and no place. */
  isItem: boolean
  source:
    | { imageUrl: string }
    | { videoUrl: string }
    /** The bytes come by `uploadVideo`. */
    | { upload: 'video' }
    /** Containers of the items. */
    | { children: readonly string[] }
  caption: string | null
  altText: string | null
  userTags: readonly { username: string; x: number | null; y: number | null }[]
  locationId: string | null
  collaborators: readonly string[]
  /** Of a reel. */
  reel: { sharesToFeed: boolean; coverUrl: string | null; thumbOffsetMs: number | null } | null
}

export const GRAPH_CONTAINER_STATES = [
  'IN_PROGRESS',
  'FINISHED',
  'ERROR',
  'EXPIRED',
  'PUBLISHED',
] as const

export type GraphContainerState = {
  state: (typeof GRAPH_CONTAINER_STATES)[number]
  /** Meta's subcode of an ERROR, when it says it. */
  failure: number | null
  /** Bytes of an upload that have arrived. */
  received: number | null
}

/** `isRetriable`: Meta has lost nothing, and the rest may be sent. */
export type GraphUploadEnd =
  | { kind: 'received' }
  | { kind: 'refused'; isRetriable: boolean; message: string }

export type GraphComment = { id: string; text: string | null; username: string | null }
