import { auditOperations } from './audit.ts'
import { meOperations } from './me.ts'
import { ownSessionOperations } from './own-sessions.ts'
import { secondFactorOperations } from './second-factor.ts'
import { signInOperations } from './sign-in.ts'
import { teamOperations } from './team.ts'
import { tokenOperations } from './tokens.ts'
import { userOperations } from './users.ts'

export const operations = {
  ...meOperations,
  ...ownSessionOperations,
  ...signInOperations,
  ...secondFactorOperations,
  ...userOperations,
  ...tokenOperations,
  ...auditOperations,
  ...teamOperations,
}
