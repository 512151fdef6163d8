import { z } from '../../../../http/router.ts'
import { ACCOUNT_STATES } from '../states.ts'
import type { Account, Context, Member } from './kit.ts'

/** The account that the address names. */
export const loadAccount = async ({ api, param }: Context): Promise<Account> =>
  await api.call('getAccount', { params: { id: param('account') } })

export const Filter = z.object({
  state: z.enum(ACCOUNT_STATES).optional().catch(undefined),
  group: z.uuid().optional().catch(undefined),
  text: z.string().trim().min(1).max(100).optional().catch(undefined),
})
export type Filter = z.output<typeof Filter>

/** A page of accounts, and where the next one begins. */
export async function readMembers(
  page: Context,
  filter: Filter,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ members: Member[]; next: string | null }> {
  const { data, next_cursor: next } = await page.api.call('listAccounts', {
    query: { ...filter, purpose: 'publish', cursor, limit },
  })
  const members = data.flatMap(({ publishing, ...account }) => {
    // Admins are also given those whose state in the pool is called so.
    const isMeant = filter.state === undefined || publishing?.state === filter.state
    return publishing !== null && isMeant ? [{ ...account, publishing }] : []
  })
  return { members, next }
}
