import { html } from 'hono/html'
import { layout } from '../../../console/layout.ts'
import { field } from '../../../console/parts/forms/field.ts'
import { refused } from '../../../console/parts/refused.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import { pathOf, type Context } from './kit.ts'

/** Asks for the address of a post that counts for the campaign. */
export async function showTie(
  context: Context,
  sent?: { link: string; refusal: ProblemError },
): Promise<Response> {
  const { api, c, t, param } = context
  const campaign = await api.call('getCampaign', { params: { id: param('id') } })
  const fault = sent?.refusal.reasonAt('link')
  const body = html`<form class="card" method="post" action="${pathOf(campaign)}/tie">
    ${sent && fault === undefined ? refused(context, sent.refusal, { link: t('link') }) : ''}
    ${field({
      name: 'link',
      label: t('link'),
      hint: t('linkHint'),
      value: sent?.link,
      fault,
      hasFocus: true,
    })}
    <footer>
      <a class="button" href="${pathOf(campaign)}" data-close>${t('common.cancel')}</a>
      <button class="main">${t('tieSubmit')}</button>
    </footer>
  </form>`
  return c.html(await layout(context, { title: t('tie'), body }), sent ? 422 : 200)
}
