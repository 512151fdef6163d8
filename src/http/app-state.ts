import { z } from './router.ts'

/** The state of an Instagram app version as answers show it: an `AppReport`. */
export const AppState = z.object({
  version: z.string().openapi({ example: '449.0.0.52.84' }),
  released_by: z
    .string()
    .nullable()
    .openapi({
      description:
        'The day of its release, or a day on which a later version already existed; null when ' +
        'it is newer than every known version',
      example: '2026-10-05',
    }),
  age_days: z.int().nullable(),
  warnings: z.array(z.string()).openapi({ description: 'Empty when all is well' }),
})
