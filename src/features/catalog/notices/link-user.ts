import { ownerOfNew, ownerSeenBy } from '../../../http/access/owner.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { jsonBody, z } from '../../../http/router.ts'
import type { LinkUser } from './store/links.ts'

export const linkCode = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'expected the code of a link from a message')

/** In the body: addresses are logged. */
export const linkBody = jsonBody(z.strictObject({ code: linkCode }).openapi('ProductDraftLink'))

export const linkUserOf = (principal: Principal): LinkUser => ({
  userId: ownerOfNew(principal),
  seesService: ownerSeenBy(principal) === null,
})
