import { Timestamp, z } from '../../../http/router.ts'
import { Person } from './post-view.ts'

export const CaptionView = z
  .object({
    language: z.string().nullable(),
    account_id: z.uuid().nullable(),
    text: z.string(),
    comment: z
      .string()
      .nullable()
      .openapi({ description: 'The first comment; null: it is not translated' }),
    service: z.string().openapi({
      description: 'person: an editor wrote it; none: there was nothing to translate',
    }),
    written_by: Person.nullable().openapi({
      description: 'The editor; null: a machine, or a person of whom it is not known',
    }),
    source_caption: z.string().nullable().openapi({
      description: 'The caption of the post that it is a translation of; null: not known',
    }),
    flags: z.array(z.string()),
    is_current: z.boolean().openapi({
      description:
        'False: the caption or first comment of the post has changed since. gramd translates ' +
        'it again before publishing; one that a person wrote waits until a person confirms it',
    }),
    confirmed_at: Timestamp.nullable(),
    updated_at: Timestamp,
    etag: z.string().openapi({ description: 'Its version, as If-Match takes it' }),
    fault: z
      .object({ rule: z.string(), message: z.string() })
      .nullable()
      .openapi({ description: 'Why it cannot be published so' }),
  })
  .openapi('PostCaption')
