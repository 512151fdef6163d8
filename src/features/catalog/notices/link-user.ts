import { fault, textMatching } from '../../../http/fault.ts'
import { ownerOfNew, ownerScopeOf } from '../../../http/access/owner.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { z } from '../../../http/router.ts'
import type { LinkUser } from './store/links.ts'

export const linkCode = textMatching(
  z.string(),
  /^[A-Za-z0-9_-]{43}$/,
  fault('wrong_format', 'expected the code of a link from a message'),
)

/** The code is in the body, because addresses are logged. */
export const LinkBody = z.strictObject({ code: linkCode }).openapi('ProductDraftLink')

export const noSuchLink = 'No such link of yours, or it was used, or is older than seven days'

export const linkUserOf = (principal: Principal): LinkUser => ({
  userId: ownerOfNew(principal),
  seesService: ownerScopeOf(principal) === null,
})
