import { z } from '../../http/router.ts'

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
