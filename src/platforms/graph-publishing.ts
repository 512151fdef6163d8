import type { Readable } from 'node:stream'
import type { GraphCall } from './graph-call.ts'

/** Publishing with Meta's official API, one call per method. */
export type GraphPublishing = {
  /** Creates a container, which is invisible and expires after a day. */
  createContainer(
    call: GraphCall,
    platformId: string,
    container: GraphContainer,
  ): Promise<{ id: string }>
  container(call: GraphCall, containerId: string): Promise<GraphContainerState>
  /**
   * Sends the bytes of a video to a container that was created for an upload (Facebook Login only).
   */
  uploadVideo(
    call: GraphCall,
    containerId: string,
    video: { bytes: number; from: number; open: (from: number) => Readable },
  ): Promise<GraphUploadEnd>
  /**
   * Publishes a container and returns the id of the post. Never repeat it without reading the
   * container first.
   */
  publishContainer(call: GraphCall, platformId: string, containerId: string): Promise<string>
  publishingLimit(
    call: GraphCall,
    platformId: string,
  ): Promise<{ used: number; total: number; durationMs: number }>
  /** Comments on an own post, newest first. */
  comments(call: GraphCall, mediaId: string): Promise<GraphComment[]>
  /** Writes a comment each time it is called; returns its id. */
  comment(call: GraphCall, mediaId: string, text: string): Promise<string>
  /** Deletes a post; Facebook Login only, with a right of its own. */
  deleteMedia(call: GraphCall, mediaId: string): Promise<void>
}

export type GraphContainer = {
  /** An item of a carousel has no caption and no place. */
  isItem: boolean
  source:
    | { imageUrl: string }
    | { videoUrl: string }
    /** The bytes are sent with `uploadVideo`. */
    | { upload: 'video' }
    /** The containers of the items. */
    | { children: readonly string[] }
  caption: string | null
  altText: string | null
  userTags: readonly { username: string; x: number | null; y: number | null }[]
  locationId: string | null
  collaborators: readonly string[]
  /** Options of a reel; null for other posts. */
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
  /** Meta's subcode of the status ERROR, when there is one. */
  failure: number | null
  /** Bytes of an upload that have arrived. */
  received: number | null
}

/** `isRetriable`: Meta kept the bytes so far, and the rest may be sent. */
export type GraphUploadEnd =
  | { kind: 'received' }
  | { kind: 'refused'; isRetriable: boolean; message: string }

export type GraphComment = { id: string; text: string | null; username: string | null }
