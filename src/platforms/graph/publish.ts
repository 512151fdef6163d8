import { z } from 'zod'
import type { GraphCall } from '../graph-call.ts'
import {
  GRAPH_CONTAINER_STATES,
  type GraphContainer,
  type GraphContainerState,
} from '../graph-publishing.ts'
import { decimal, flatOrData, id, readAnswer, text } from '../graph-answers.ts'
import type { GraphConnection } from './connection.ts'

const Made = z.object({ id })

export async function createContainer(
  connection: GraphConnection,
  call: GraphCall,
  platformId: string,
  container: GraphContainer,
): Promise<{ id: string }> {
  const answer = await connection.change(call, {
    method: 'POST',
    path: `${platformId}/media`,
    form: formOf(container),
    what: 'the container of a post',
  })
  return readAnswer(Made, answer, 'container of a post')
}

function formOf(container: GraphContainer): Record<string, string> {
  const { isItem, caption, altText, userTags, locationId, collaborators, reel } = container
  return {
    ...sourceOf(container),
    ...(isItem && { is_carousel_item: 'true' }),
    ...(caption !== null && { caption }),
    ...(altText !== null && { alt_text: altText }),
    ...(userTags.length > 0 && { user_tags: JSON.stringify(userTags.map(tagOf)) }),
    ...(locationId !== null && { location_id: locationId }),
    ...(collaborators.length > 0 && { collaborators: JSON.stringify(collaborators) }),
    ...(reel && formOfReel(reel)),
  }
}

const formOfReel = ({
  sharesToFeed,
  coverUrl,
  thumbOffsetMs,
}: NonNullable<GraphContainer['reel']>): Record<string, string> => ({
  share_to_feed: String(sharesToFeed),
  ...(coverUrl !== null && { cover_url: coverUrl }),
  ...(thumbOffsetMs !== null && { thumb_offset: String(thumbOffsetMs) }),
})

function sourceOf({ source, isItem }: GraphContainer): Record<string, string> {
  if ('imageUrl' in source) return { image_url: source.imageUrl }
  if ('children' in source) {
    return { media_type: 'CAROUSEL', children: source.children.join(',') }
  }
  const media_type = isItem ? 'VIDEO' : 'REELS'
  if ('upload' in source) return { media_type, upload_type: 'resumable' }
  return { media_type, video_url: source.videoUrl }
}

/** People in a video have no position. */
const tagOf = ({ username, x, y }: GraphContainer['userTags'][number]) => ({
  username,
  ...(x !== null && y !== null && { x, y }),
})

const State = z.object({
  status_code: z.enum(GRAPH_CONTAINER_STATES),
  status: text,
  video_status: z.unknown().optional(),
})
const Received = z.object({ uploading_phase: z.object({ bytes_transferred: decimal }) })

export async function readContainer(
  connection: GraphConnection,
  call: GraphCall,
  containerId: string,
): Promise<GraphContainerState> {
  const answer = await connection.get(call, {
    path: containerId,
    query: { fields: 'status_code,status,video_status' },
    what: 'the state of a container',
  })
  const { status_code, status, video_status } = readAnswer(State, answer, 'state of a container')
  const code = /error code (\d{7})/.exec(status ?? '')?.[1]
  return {
    state: status_code,
    failure: code === undefined ? null : Number(code),
    received: Received.safeParse(video_status).data?.uploading_phase.bytes_transferred ?? null,
  }
}

export async function publishContainer(
  connection: GraphConnection,
  call: GraphCall,
  platformId: string,
  containerId: string,
): Promise<string> {
  const answer = await connection.change(call, {
    method: 'POST',
    path: `${platformId}/media_publish`,
    form: { creation_id: containerId },
    what: 'the publication of a post',
  })
  return readAnswer(Made, answer, 'publication of a post').id
}

const Limit = z.object({ quota_usage: z.int().min(0), config: z.unknown().optional() })
const Config = z.object({ quota_total: z.int().min(0), quota_duration: z.int().min(1) })
const DAY_SECONDS = 86_400

/**
 * Reads how many posts of its daily quota an account has published; `usualTotal` is the quota when
 * Meta does not name it.
 */
export async function readPublishingLimit(
  connection: GraphConnection,
  call: GraphCall,
  { platformId, usualTotal }: { platformId: string; usualTotal: number },
): Promise<{ used: number; total: number; durationMs: number }> {
  const answer = await connection.get(call, {
    path: `${platformId}/content_publishing_limit`,
    query: { fields: 'quota_usage,config' },
    what: 'the limit of posts',
  })
  const { quota_usage, config } = readAnswer(flatOrData(Limit), answer, 'limit of posts')
  const { quota_total, quota_duration } = Config.safeParse(config).data ?? {
    quota_total: usualTotal,
    quota_duration: DAY_SECONDS,
  }
  return { used: quota_usage, total: quota_total, durationMs: quota_duration * 1_000 }
}

/** Deletes a post; succeeds also when it is already gone. */
export async function deleteMedia(
  connection: GraphConnection,
  call: GraphCall,
  mediaId: string,
): Promise<void> {
  await connection.change(call, { method: 'DELETE', path: mediaId, what: 'the removal of a post' })
}
