import { ROLE_NAMES } from '../../../base/roles.ts'
import { z } from '../../../http/router.ts'

/** What these pages read of a user. */
export const User = z.object({
  login: z.string(),
  name: z.string(),
  role: z.enum(ROLE_NAMES),
  active: z.boolean(),
  has_password: z.boolean(),
  has_second_factor: z.boolean(),
  created_at: z.string(),
  last_sign_in_at: z.string().nullable(),
})
export type User = z.output<typeof User>

export const Users = z.object({ data: z.array(User), next_cursor: z.string().nullable() })

/** A one-time code, which sets a password. */
export const Code = z.object({
  login: z.string(),
  welcome_code: z.string(),
  expires_at: z.coerce.date(),
})
export type Code = z.output<typeof Code>
