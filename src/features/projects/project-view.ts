import { fault, textMatching } from '../../http/fault.ts'
import { pageOf } from '../../http/pagination.ts'
import { ProjectReference } from './project-reference.ts'
import { Timestamp, z } from '../../http/router.ts'
import { DEFAULT_HORIZON, HorizonHours } from './horizon.ts'
import { PredictedMetrics } from './metrics.ts'

const LONGEST_NOTE = 5_000
const LONGEST_SCRIPT = 20_000
const LONGEST_VIDEO_SECONDS = 4 * 3_600

export const ProjectView = z
  .object({
    id: z.uuid(),
    owner: z
      .object({ id: z.uuid(), login: z.string() })
      .nullable()
      .openapi({ description: 'Whose it is; null for the service' }),
    name: z.string(),
    note: z.string().nullable(),
    versions: z.int(),
    posts: z.int().openapi({ description: 'Posts that are bound to its versions' }),
    newest_version: z.int().nullable().openapi({ description: 'The highest number' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .openapi('Project')

export const VersionView = z
  .object({
    id: z.uuid(),
    project_id: z.uuid(),
    number: z.int().openapi({ description: 'Counts from 1: v3 is the third', example: 3 }),
    title: z.string().nullable(),
    script: z.string().nullable(),
    length_seconds: z.number().nullable().openapi({
      description: 'Of the video; without it retention is not known',
    }),
    horizon_hours: HorizonHours,
    predicted: PredictedMetrics,
    posts: z.int().openapi({ description: 'Bound posts; with some, the prediction stays' }),
    tag: z.string().openapi({
      description: 'A hashtag that binds a post to this version when its caption has it',
      example: '#gramdk7p2qx',
    }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .openapi('ProjectVersion')

export const ProjectPage = pageOf(ProjectView)
export const VersionPage = pageOf(VersionView)

const oneLine = (longest: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .refine(
      (text) => text !== '' && text.length <= longest && !/\p{Cc}/u.test(text),
      fault('not_a_line', `expected 1 to ${longest} characters on one line`, { max: longest }),
    )
    .openapi({ type: 'string', minLength: 1, maxLength: longest })

const note = z.string().trim().max(LONGEST_NOTE).nullable()

export const NewProject = z
  .strictObject({ name: oneLine(200), note: note.default(null) })
  .openapi('NewProject')

export const ProjectChange = z
  .strictObject({ name: oneLine(200), note })
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('ProjectChange')

const versionFields = {
  title: oneLine(200)
    .nullable()
    .openapi({ type: ['string', 'null'] }),
  script: z.string().trim().max(LONGEST_SCRIPT).nullable(),
  length_seconds: z.number().positive().max(LONGEST_VIDEO_SECONDS).nullable(),
  horizon_hours: HorizonHours,
  predicted: PredictedMetrics,
}

export const NewVersion = z
  .strictObject({
    title: versionFields.title.default(null),
    script: versionFields.script.default(null),
    length_seconds: versionFields.length_seconds.default(null),
    horizon_hours: versionFields.horizon_hours.default(DEFAULT_HORIZON),
    predicted: versionFields.predicted.default({}),
  })
  .openapi('NewProjectVersion')

export const VersionChange = z
  .strictObject(versionFields)
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('ProjectVersionChange')

export const ProjectParams = z.strictObject({ id: ProjectReference })

export const VersionParams = z.strictObject({
  id: ProjectReference,
  version: textMatching(
    z.string(),
    /^v?[1-9]\d{0,8}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    fault('wrong_format', 'expected the number of a version, as in 3 or v3, or its id'),
  ).openapi({ description: 'Its number, as in 3 or v3, or its id', example: 'v3' }),
})
