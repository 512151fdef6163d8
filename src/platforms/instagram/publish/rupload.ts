import { createHash } from 'node:crypto'
import { uuidOf } from '../../publish-ids.ts'
import type { Upload } from '../../publish-session.ts'

const RETRY_CONTEXT = JSON.stringify({
  num_step_auto_retry: 0,
  num_reupload: 0,
  num_step_manual_retry: 0,
})
const COMPRESSION = JSON.stringify({ lib_name: 'moz', lib_version: '3.1.m', quality: '80' })

/** Returns ten digits that belong to a file: the same name when its upload is repeated. */
const tailOf = (text: string): string =>
  String(
    (createHash('sha256').update(text).digest().readUIntBE(0, 6) % 9_000_000_000) + 1_000_000_000,
  )

/** Returns the last part of an upload's path, which is also its name in a header. */
export function pictureName({ uploadId, use }: Upload): string {
  return `${uploadId}_0_${tailOf(`picture ${use} ${uploadId}`)}`
}

export function videoName({ uploadId, use, file }: Upload): string {
  if (use !== 'reel') return `${uploadId}_0_${tailOf(`video ${uploadId}`)}`
  const session = uuidOf(uploadId, 'reel').replaceAll('-', '')
  return `${session}-0-${file.bytes}-${uploadId}-${uploadId}`
}

/** The parameters of an upload: the platform expects texts inside a text. */
const pictureParams = ({ uploadId, use }: Upload): Record<string, string> => ({
  retry_context: RETRY_CONTEXT,
  media_type: use === 'cover' ? '2' : '1',
  upload_id: uploadId,
  xsharing_user_ids: '[]',
  image_compression: COMPRESSION,
  ...(use === 'item' && { is_sidecar: '1' }),
})

const videoParams = (
  { uploadId, use, file }: Upload,
  durationMs: number,
): Record<string, string> => ({
  retry_context: RETRY_CONTEXT,
  media_type: '2',
  upload_id: uploadId,
  xsharing_user_ids: '[]',
  upload_media_width: String(file.width),
  upload_media_height: String(file.height),
  upload_media_duration_ms: String(Math.round(durationMs)),
  // Without a cover, the platform takes a frame.
  extract_cover_frame: '1',
  content_tags: 'use_default_cover',
  ...(use === 'item' && { is_sidecar: '1' }),
  ...(use === 'reel' && {
    provenance_metadata: '{"origin":["EXTERNAL"]}',
    share_type: 'reels',
    debug_segment_id: '0',
    upload_engine_config_enum: '0',
    stella_data: '{}',
    is_clips_video: '1',
    is_optimistic_upload: 'true',
    session_id: uploadId,
  }),
})

/** The headers that name the uploads of one flow. */
export const pictureHeaders = (upload: Upload): Record<string, string> => ({
  'X-Instagram-Rupload-Params': JSON.stringify(pictureParams(upload)),
  X_FB_PHOTO_WATERFALL_ID: uuidOf(upload.uploadId, 'waterfall'),
  'X-Entity-Type': 'image/jpeg',
})

export const videoHeaders = (upload: Upload, durationMs: number): Record<string, string> => ({
  'X-Instagram-Rupload-Params': JSON.stringify(videoParams(upload, durationMs)),
  X_FB_VIDEO_WATERFALL_ID: `${uuidOf(upload.uploadId, 'session')}_${tailOf(upload.uploadId)}_Mixed_0`,
  'X-Entity-Type': 'video/mp4',
  ...(upload.use === 'reel' && { 'Segment-Start-Offset': '0', 'Segment-Type': '3' }),
})

/** The headers of the request that carries the bytes from a position on. */
export const bodyHeaders = (name: string, bytes: number, from: number): Record<string, string> => ({
  'X-Entity-Name': name,
  'X-Entity-Length': String(bytes),
  Offset: String(from),
  'Content-Type': 'application/octet-stream',
  'Content-Length': String(bytes - from),
})
