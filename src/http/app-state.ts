import { z } from './router.ts'

/** An app of Instagram's as answers show it: an `AppReport`. */
export const AppState = z.object({
  version: z.string().openapi({ example: '449.0.0.52.84' }),
  released_by: z.string().nullable().openapi({
    description:
      'The day of its release, or one on which a later version was out already; null when it is newer than all that are known',
    example: '2026-10-05',
  }),
  age_days: z.int().nullable(),
  warnings: z.array(z.string()).openapi({ description: 'Empty when all is well' }),
})
