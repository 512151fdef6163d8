import { z, Timestamp } from '../../../http/router.ts'
import { EXECUTION_STATUSES } from '../executions/life.ts'
import { POST_TYPES } from '../fields/posts.ts'
import { GROUP_COLOURS, GROUP_SHAPES } from '../groups/group-marks.ts'
import { pictureHash } from '../groups/account-picture.ts'
import { KINDS } from '../uploads/route-limits.ts'
import { POST_STATES } from './post-states.ts'

export const groupMark = {
  name: z.string(),
  colour: z.enum(GROUP_COLOURS),
  shape: z.enum(GROUP_SHAPES),
}

/** The fields of a post in the lists by time. */
export const datedPost = {
  id: z.uuid(),
  status: z.enum(POST_STATES),
  type: z.enum(POST_TYPES),
  caption: z.string(),
  language: z.string().nullable(),
  media: z
    .object({ upload_id: z.uuid(), kind: z.enum(KINDS), alt_text: z.string().nullable() })
    .nullable()
    .openapi({ description: 'Its first file' }),
  accounts: z
    .array(
      z.object({
        id: z.uuid().nullable().openapi({ description: 'null: it is not known any more' }),
        username: z.string(),
        group: z.object(groupMark).nullable().openapi({
          description: 'By which people know it: one that the post is for, else one that it is in',
        }),
        picture_hash: pictureHash,
      }),
    )
    .openapi({ description: 'The first five by name' }),
  account_count: z.int(),
  groups: z.array(z.string()),
  executions: z.partialRecord(z.enum(EXECUTION_STATUSES), z.int()),
  missed_at: Timestamp.nullable(),
}
