import { z } from '../../../http/router.ts'

/** The stored profile picture of an account, in the answers that list accounts. */
export const pictureHash = z.string().nullable().openapi({
  description:
    'Changes with the stored profile picture, GET /api/accounts/{id}/picture; null: there is none',
})
