import type { AccountState } from '../../../../accounts/states.ts'
import { isUuid } from '../../../../base/text.ts'
import type { RowOf } from '../../../../console/api.ts'
import { ProblemError } from '../../../../console/user-client.ts'
import type { IconName } from '../../../../console/icons.ts'
import { ACCOUNT_SIGNS } from '../../../../console/parts/account-sign.ts'
import type { Account, Context } from './kit.ts'

/** Connected accounts have pages of their own. */
export const isPooled = <Found extends RowOf<'listAccounts'>>(
  account: Found,
): account is Found & Account => 'budget' in account

/** The account of the address: by its id, or by the name that a report calls it by. */
export async function accountOf(page: Context): Promise<Account> {
  const { api, c } = page
  const name = page.param('account')
  const query = { username: name, kind: 'pool' } as const
  const found = isUuid(name)
    ? [await api.call('getAccount', { params: { id: name } })]
    : (await api.call('listAccounts', { query })).data
  const [account] = found.filter(isPooled)
  if (account) return account
  throw new ProblemError(
    {
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      code: 'not_found',
      detail: `there is no account '${name}'`,
      instance: c.req.path,
      request_id: c.get('requestId'),
    },
    page.language,
  )
}

export const signOf = (state: AccountState): IconName => ACCOUNT_SIGNS[state]

/** Why an account does not work, in a sentence; undefined while it does. */
export function causeOf({ findText }: Context, account: Account): string | undefined {
  const { state, problem } = account
  if (problem === null) return undefined
  const cause = (key: string) => findText(`cause.${key}`)
  if (account.renewal_at !== null) return cause('renews')
  return (
    cause(`${state}_${problem.code ?? ''}`) ??
    (state === 'needs_login' || state === 'needs_operator'
      ? cause(problem.code ?? '')
      : undefined) ??
    cause(state)
  )
}
