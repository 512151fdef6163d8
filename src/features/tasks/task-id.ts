import { integerText } from '../../http/pagination.ts'
import { z } from '../../http/router.ts'

/** The path parameter of routes about one task. */
export const TaskId = z.strictObject({
  id: integerText({ min: 1, max: 999_999_999_999_999 }).openapi({
    type: 'integer',
    description: 'The task',
    example: 42,
  }),
})
