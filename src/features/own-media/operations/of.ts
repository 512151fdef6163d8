import { ConnectionReference } from '../../connection-reference.ts'
import { z } from '../../../http/router.ts'

const tags = ['own media']

/** The common declarations of operations on one post of a connected account. */
export const ofMedia = {
  tags,
  params: z.strictObject({ id: z.uuid() }),
  refusals: { 404: 'No such post of a connected account of yours' },
}

/** The common declarations of operations on one connected account. */
export const ofAccount = {
  tags,
  params: z.strictObject({ account_id: ConnectionReference }),
  refusals: { 404: 'No such connected account of yours' },
}
