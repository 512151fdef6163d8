import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readFields, readForm, type Page } from '../../page.ts'
import { formCard } from '../../parts/form-card.ts'
import { sayIn, wordOf } from '../../words.ts'
import { accountId, findOwnAccount, type OwnAccountDetails, type Uses } from './account.ts'
import { ownAccountsWords } from './words.ts'

/** `GET /own-accounts/:id/disconnect`: what would end, and what may stay. */
export const askToDisconnect = async (page: Page): Promise<Response> =>
  await card(page, await findOwnAccount(page))

async function card(
  page: Page,
  account: OwnAccountDetails,
  error?: ProblemError,
): Promise<Response> {
  const say = sayIn(page.language, ownAccountsWords)
  const { id, username: name, uses } = account
  const n = uses.find(({ what }) => what === 'own_posts')?.count ?? 0
  return await formCard(page, {
    title: say('disconnectTitle', { name }),
    follows: say('disconnectFollows'),
    fields: html`${uses.length === 0 ? '' : html`<p>${say('hangsOnIt')}: ${usesText(page, uses)}</p>`}
      <fieldset>
        <legend>${say('itsData')}</legend>
        <label class="tick-field">
          <input type="radio" name="data" value="keep" checked /> ${say('keepData')}
        </label>
        <label class="tick-field">
          <input type="radio" name="data" value="delete" />
          ${n === 0 ? say('deleteData') : say('deletePosts', { n })}
        </label>
      </fieldset>`,
    action: `/console/own-accounts/${id}/disconnect`,
    back: `/own-accounts/${id}`,
    submit: say('disconnectSubmit', { name }),
    error,
    saysFaults: false,
  })
}

/** What hangs on it, each with its number. */
export function usesText({ language, formats }: Page, uses: Uses): string {
  const say = sayIn(language, ownAccountsWords)
  return uses
    .map(({ what, count }) => {
      const name = wordOf(language, ownAccountsWords, `use_${what}`) ?? what.replaceAll('_', ' ')
      return say('useCount', { name, count: formats.number(count) })
    })
    .join(', ')
}

const Removed = z.object({ revoked: z.enum(['yes', 'shared', 'not_offered', 'failed']) })

/** `POST /own-accounts/:id/disconnect` */
export async function disconnect(page: Page): Promise<Response> {
  const say = sayIn(page.language, ownAccountsWords)
  const { data } = readFields(z.object({ data: z.enum(['keep', 'delete']) }), await readForm(page))
  const account = await findOwnAccount(page)
  try {
    const query = { data }
    const { revoked } = await page.ask(`DELETE /api/ig/accounts/${accountId(page)}`, Removed, {
      query,
    })
    const told = say('disconnected', { name: account.username })
    return goTo(page, '/own-accounts', `${told} ${say(`revoked_${revoked}`)}`)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status >= 500) throw error
    return await card(page, account, error)
  }
}
