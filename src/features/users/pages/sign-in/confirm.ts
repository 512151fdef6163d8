import { html } from 'hono/html'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, ownPath, readForm } from '../../../../console/page.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { layout } from '../../../../console/layout.ts'
import { whyRefused } from './session.ts'
import type { Context, Routes } from './kit.ts'

async function show(
  page: Context,
  next: string | null,
  fault?: string,
  status: 200 | 401 | 429 = 200,
): Promise<Response> {
  const { t } = page
  const body = html`<form class="card" method="post" action="/console/confirm" data-morph>
    <input type="hidden" name="next" value="${next ?? ''}" />
    ${field({
      name: 'password',
      label: t('password'),
      type: 'password',
      autocomplete: 'current-password',
      hint: t('confirmHint'),
      fault,
      hasFocus: true,
    })}
    <footer><button class="main">${t('confirmSubmit')}</button></footer>
  </form>`
  const text = await layout(page, { title: t('confirmTitle'), lead: t('confirmLead'), body })
  return page.c.html(text, status)
}

async function submit(page: Context): Promise<Response> {
  const { api, t, cookies } = page
  const form = await readForm(page)
  const next = form.get('next')
  const call = api.call('elevateSession', { body: { password: form.get('password') ?? '' } })
  const { answer, refusal } = await refusable(call, [401, 422, 429])
  if (refusal) {
    const status = refusal.problem.status === 429 ? 429 : 401
    return await show(page, next, whyRefused(page, refusal), status)
  }
  cookies.beginSession(answer.token, new Date(answer.ends_at))
  return goTo(page, ownPath(next), t('confirmed'))
}

/** Password once more: for 15 minutes the session may do what can lock people out. */
export const confirmRoutes: Routes = {
  'GET /confirm': {
    isForEnrolling: true,
    handle: async (page) => await show(page, page.c.req.query('next') ?? null),
  },
  'POST /confirm': { isForEnrolling: true, handle: submit },
}
