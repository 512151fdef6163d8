import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import { goTo, readFields, readForm } from '../../../console/page.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { usesText } from '../../../console/parts/own-account.ts'
import { formCard } from '../../../console/parts/forms/form-card.ts'
import { findOwnAccount } from './account.ts'
import { REFUSALS, type Context, type OwnAccountDetails } from './kit.ts'

/** `GET /own-accounts/:id/disconnect`: what would end, and what may stay. */
export const askToDisconnect = async (page: Context): Promise<Response> =>
  await card(page, await findOwnAccount(page))

async function card(
  page: Context,
  account: OwnAccountDetails,
  error?: ProblemError,
): Promise<Response> {
  const { t } = page
  const { id, username: name, uses } = account
  const n = uses.find(({ what }) => what === 'own_posts')?.count ?? 0
  return await formCard(page, {
    title: t('disconnectTitle', { name }),
    follows: t('disconnectFollows'),
    fields: html`${uses.length === 0 ? '' : html`<p>${t('hangsOnIt')}: ${usesText(page, uses)}</p>`}
      <fieldset>
        <legend>${t('itsData')}</legend>
        <label class="tick-field" dir="auto">
          <input type="radio" name="data" value="keep" checked /> ${t('keepData')}
        </label>
        <label class="tick-field" dir="auto">
          <input type="radio" name="data" value="delete" />
          ${n === 0 ? t('deleteData') : t('deletePosts', { n })}
        </label>
      </fieldset>`,
    action: `/console/own-accounts/${id}/disconnect`,
    back: `/own-accounts/${id}`,
    submit: t('disconnectSubmit', { name }),
    error,
    inlineErrors: false,
    isDangerous: true,
  })
}

/** `POST /own-accounts/:id/disconnect` */
export async function disconnect(page: Context): Promise<Response> {
  const { t } = page
  const { data } = readFields(z.object({ data: z.enum(['keep', 'delete']) }), await readForm(page))
  const account = await findOwnAccount(page)
  const call = page.api.call('removeOwnAccount', {
    params: { account_id: account.id },
    query: { data },
  })
  const { answer, refusal } = await refusable(call, REFUSALS)
  if (refusal) return await card(page, account, refusal)
  const notice = t('disconnected', { name: account.username })
  return goTo(page, '/own-accounts', `${notice} ${t(`revoked_${answer.revoked}`)}`)
}
