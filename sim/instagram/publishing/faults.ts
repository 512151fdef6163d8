import { fail, html, json, ok, type Answer } from '../answer.ts'

const refuse =
  (status: number, message: string): (() => Answer) =>
  () =>
    fail(status, { message })

const processing = (retriable: boolean) => (): Answer =>
  json(
    {
      debug_info: {
        retriable,
        type: 'ProcessingFailedError',
        message: 'Request processing failed',
      },
    },
    400,
  )

/** The answers `ok` that mean a refusal. */
const reupload = (error_title: string) => (): Answer =>
  ok({ message: 'media_needs_reupload', error_title })

/** The answers that replace the answer to an upload; nothing is staged. */
export const UPLOAD_FAULTS = {
  processing_failed: processing(false),
  processing_retriable: processing(true),
  conflicting_upload_id: refuse(403, 'Server got a conflicting upload id'),
} satisfies Record<string, () => Answer>

/** The faults of an upload that is staged. */
export const STAGED_FAULTS = {
  upload_unanswered: 'it is there, and nobody answers',
} as const

/**
 * The effect of an action on a post: the comment is written or the post is gone, without an answer.
 */
export type ActFault = 'comment_unanswered' | 'removal_unanswered'

/** The answers that replace the answer to a configure; there is no post. */
export const REFUSALS = {
  needs_reupload: reupload('staged_position_not_found extra:{}'),
  bad_image: reupload('bad image input extra:{}'),
  retry_entire_flow: () =>
    fail(400, { message: 'Please upload it again', retry_entire_upload_flow: true }),
  transcoding: () =>
    json(
      { message: 'Transcode not finished yet.', status: 'fail', cooldown_time_in_seconds: 3 },
      202,
    ),
  transcode_error: refuse(400, "Transcode error: b'unsupported'"),
  aspect_ratio: refuse(400, "Uploaded image isn't in an allowed aspect ratio"),
  wrong_format: refuse(400, "Uploaded image isn't in the right format"),
  video_too_long: refuse(400, 'VideoTooLongException: 1000 s'),
  no_sidecar_children: refuse(400, 'No sidecar children.'),
  no_upload_id: refuse(400, 'Upload id is None'),
  upload_id_none: refuse(400, 'upload_id is None'),
  incorrect_upload_id: refuse(403, 'Server received incorrect upload id'),
  configure_error: refuse(500, "Other media configure error: b'error'"),
  unknown_server_error: refuse(500, 'Unknown Server Error.'),
  configure_unavailable: () => html(502, 'Bad Gateway'),
} satisfies Record<string, () => Answer>

/** The faults of a post that is made. */
export const POST_FAULTS = {
  lost_answer: 'it is there, and the connection closes without an answer',
  no_answer: 'it is there, and nobody answers',
  no_media: 'it is there, and the answer is nothing but ok',
  odd_message: 'it is there, and the answer says something beside it that nobody knows',
  error_after: 'it is there, and the answer is that of a failing server',
  ghost: 'the answer is a success, and it is nowhere',
  caption_lost: 'it has no caption',
  late: 'lists show it from the third look on',
  no_timestamp: 'it does not tell the id of its upload',
} as const

/** Temporary refusals, with the same files or new ones: the client has to wait. */
const PASSING: ReadonlySet<UploadFault | Refusal> = new Set<UploadFault | Refusal>([
  'processing_retriable',
  'conflicting_upload_id',
  'needs_reupload',
  'bad_image',
  'retry_entire_flow',
  'no_sidecar_children',
  'no_upload_id',
  'incorrect_upload_id',
])

export const isPassing = (fault: UploadFault | Refusal): boolean => PASSING.has(fault)

export type UploadFault = keyof typeof UPLOAD_FAULTS
export type Refusal = keyof typeof REFUSALS
export type PostFault = keyof typeof POST_FAULTS
export type StagedFault = keyof typeof STAGED_FAULTS
export type PublishFaultKind = UploadFault | StagedFault | Refusal | PostFault | ActFault

export type PublishFaultOrder = { kind: PublishFaultKind; count?: number; skip?: number }
