import { z } from 'zod'
import { UnexpectedAnswerError } from '../errors.ts'
import type { SessionOwner } from '../port.ts'

const Answer = z.object({
  user: z.object({
    pk: z.union([z.string(), z.number()]).transform(String),
    username: z.string().min(1),
  }),
})

/** Whose session it is, from the answer to `accounts/current_user`. Throws an UnexpectedAnswerError. */
export function readSessionOwner(body: unknown): SessionOwner {
  const answer = Answer.safeParse(body)
  if (!answer.success)
    throw new UnexpectedAnswerError('the answer does not say whose session it is')
  const { pk, username } = answer.data.user
  return { platformId: pk, username: username.toLowerCase() }
}
