import { AccountReference } from '../../publishing/index.ts'
import { z } from '../../../http/router.ts'

/** The properties that operations on one account share. */
export const ofAccount = {
  params: z.object({ id: AccountReference }),
  refusals: { 404: 'No account has this id' },
}
