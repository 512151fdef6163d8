import { z } from '../../http/router.ts'

/** Names a list in a path. */
export const ListParams = z.strictObject({
  id: z.string().trim().min(1).max(200).openapi({
    description: 'The id of the list, or its name in any case',
    example: 'Spring campaign',
  }),
})
