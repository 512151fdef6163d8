import { html } from 'hono/html'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { elevated } from '../../../../console/parts/forms/elevation.ts'
import { field, checkboxField } from '../../../../console/parts/forms/field.ts'
import type { Context, Routes } from './kit.ts'

export function passwordSection(page: Context, fault?: string) {
  const { t } = page
  const form = () =>
    html`<form class="card" method="post" action="/console/profile/password">
      ${field({
        name: 'password',
        label: t('newPassword'),
        type: 'password',
        autocomplete: 'new-password',
        hint: t('newPasswordHint'),
        fault,
      })}
      ${checkboxField({ name: 'end_tokens', label: t('endTokens'), isChosen: false })}
      <footer><button class="main">${t('changePassword')}</button></footer>
    </form>`
  return html`<section>
    <h2>${t('password')}</h2>
    <p class="hint">${t('passwordHint')}</p>
    ${elevated(page, form)}
  </section>`
}

/** `refuse` shows the page again with what is wrong. */
export const passwordRoutes = (
  refuse: (page: Context, fault: string) => Promise<Response>,
): Routes => ({
  async 'POST /profile/password'(page) {
    const { api, t } = page
    const form = await readForm(page)
    const body = {
      password: form.get('password') ?? '',
      end_tokens: form.get('end_tokens') !== null,
    }
    const { answer, refusal } = await refusable(api.call('changePassword', { body }), [422])
    if (!refusal) return goTo(page, '/profile', t('passwordChanged', { n: answer.ended }))
    const reason = refusal.reasonAt('password')
    if (reason === undefined) throw refusal
    return await refuse(page, `${t('badPassword')} ${reason}`)
  },
})
