import { pageOf } from '../../../http/pagination.ts'
import { OpenObject, Timestamp, z } from '../../../http/router.ts'
import type { PlatformLimits } from '../../../ages/platform-limits.ts'
import { KINDS, ROUTES } from './route-limits.ts'
import { judge, UPLOAD_TYPES } from './rules.ts'
import type { Upload } from './uploads-store.ts'

export const UploadParams = z.object({ id: z.uuid() })
export const noSuchUpload = 'No upload has this id, or none any more'

const CONVERSIONS = `
\`converted_to_jpeg\`, \`flattened\` (transparent: on white), \`turned\` (as its tags say), \`colors_converted\` (to sRGB),
\`metadata_removed\`, \`cut\` (by a user), \`shrunk\`, \`enlarged\` (to the width that is taken), \`compressed\`; of a video \`index_moved\` (to the
beginning), \`tags_removed\`, \`tracks_removed\`, \`unused_removed\`, \`edit_list_removed\`, \`trimmed\` (what its list of edits hides is gone); of a JPEG
\`repaired\` (encoded again, since its data had faults)`.trim()

const Violation = z.object({
  rule: z.string().openapi({ description: 'For programs', example: 'ratio' }),
  says: z.string().openapi({ description: 'With value and limit, for people' }),
  remedy: z.string(),
  source: z.string().openapi({ description: 'Where the limit is written' }),
})

export const UploadView = z
  .object({
    id: z.uuid(),
    file_name: z.string().openapi({ description: 'As the user calls it' }),
    owner: z.object({ id: z.uuid(), name: z.string() }).nullable().openapi({
      description: 'Who uploaded it; null for the service',
    }),
    kind: z.enum(KINDS),
    media_type: z.string().openapi({ example: 'image/jpeg' }),
    bytes: z.int(),
    width: z.int().openapi({ description: 'As it is shown' }),
    height: z.int(),
    duration_ms: z.int().nullable(),
    frame_rate: z.number().nullable(),
    codecs: z.array(z.string()).openapi({ description: 'Of a video and its sound' }),
    conversions: z.array(z.string()).openapi({ description: CONVERSIONS }),
    warnings: z.array(z.string()).openapi({
      description:
        '`enlarged`: it is small; `hdr`: colours may look pale; `turned_by_player`: it is ' +
        'stored lying on its side; `open_gop`: its groups of frames are not closed; ' +
        '`sound_compressed`: its sound has more than 128 kbit/s',
    }),
    original: OpenObject.openapi({ description: 'The file as it came: format, bytes, sha256' }),
    fits: z
      .array(
        z.object({
          type: z.enum(UPLOAD_TYPES),
          route: z.enum(ROUTES),
          violations: z.array(Violation).openapi({ description: 'None: it can be published so' }),
        }),
      )
      .openapi({ description: 'What keeps it from being published, by type of post and route' }),
    created_at: Timestamp,
  })
  .openapi('Upload')

export const UploadPageView = pageOf(UploadView).openapi('UploadPage')

export const viewUpload = (upload: Upload, limits: PlatformLimits) => ({
  id: upload.id,
  file_name: upload.fileName,
  owner: upload.ownerId === null ? null : { id: upload.ownerId, name: upload.ownerName ?? '' },
  kind: upload.kind,
  media_type: upload.mediaType,
  bytes: upload.bytes,
  width: upload.width,
  height: upload.height,
  duration_ms: upload.durationMs,
  frame_rate: upload.frameRate,
  codecs: [...upload.codecs],
  conversions: upload.conversions,
  warnings: upload.warnings,
  original: upload.original,
  fits: fitsOf(upload, limits),
  created_at: upload.createdAt,
})

const fitsOf = (upload: Upload, limits: PlatformLimits) =>
  UPLOAD_TYPES.flatMap((type) =>
    ROUTES.map((route) => ({
      type,
      route,
      violations: judge(upload, { type, route }, limits).map(({ rule, says, remedy, source }) => ({
        rule,
        says,
        remedy,
        source,
      })),
    })),
  )
