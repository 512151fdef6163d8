import { z } from '../../http/router.ts'
import { isUuid } from '../../base/text.ts'

/** What a list may be called. */
export const ListName = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => /^\P{Cc}{1,100}$/u.test(text), 'expected 1 to 100 characters on one line')
  .refine((text) => !isUuid(text), 'must not have the form of an id')
  .openapi({ type: 'string', minLength: 1, maxLength: 100, example: 'Spring campaign' })

/** Names a list in a path. */
export const ListParams = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(200)
    .transform((text) => text.normalize('NFC').trim())
    .openapi({
      type: 'string',
      description: 'The id of the list, or its name in any case',
      example: 'Spring campaign',
    }),
})
