import { html } from 'hono/html'
import { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { layout } from '../../../../console/layout.ts'
import { beginSession } from './session.ts'
import type { Context, Routes } from './kit.ts'

type Faults = { code?: string; password?: string }

/**
 * The code is in the fragment of the link, which no server sees: the browser puts it into the
 * field.
 */
async function show(
  page: Context,
  code = '',
  faults: Faults = {},
  status: 200 | 401 | 422 | 429 = 200,
): Promise<Response> {
  const { t } = page
  const body = html`<form class="card" method="post" action="/console/welcome" data-morph>
    ${field({
      name: 'code',
      label: t('welcomeCode'),
      value: code,
      ...(faults.code === undefined ? {} : { fault: faults.code }),
    })}
    ${field({
      name: 'password',
      label: t('newPassword'),
      type: 'password',
      autocomplete: 'new-password',
      hint: t('newPasswordHint'),
      hasFocus: true,
      ...(faults.password === undefined ? {} : { fault: faults.password }),
    })}
    <footer><button class="main">${t('welcomeSubmit')}</button></footer>
  </form>`
  const text = await layout(page, { title: t('welcomeTitle'), lead: t('welcomeLead'), body })
  return page.c.html(text, status)
}

async function submit(page: Context): Promise<Response> {
  const { api, t, cookies } = page
  const form = await readForm(page)
  const [code, password] = [form.get('code')?.trim() ?? '', form.get('password') ?? '']
  const call = api.call('setPassword', { body: { code, password } })
  const { answer: welcomed, refusal } = await refusable(call, [401, 422, 429])
  if (refusal) return await showRefusal(page, code, refusal)
  try {
    await beginSession(page, { ...welcomed, password })
  } catch (error) {
    // The password is set; a user with a second factor signs in with its code.
    cookies.keepDevice(welcomed.device)
    if (error instanceof ProblemError) return goTo(page, '/sign-in', t('passwordSet'))
    throw error
  }
  return goTo(page, '/', t('passwordSet'))
}

async function showRefusal(page: Context, code: string, error: ProblemError): Promise<Response> {
  const { t } = page
  const { status } = error.problem
  if (status === 429) {
    const time = page.formats.duration((error.retryAfter ?? 1) * 1_000)
    return await show(page, code, { code: t('wait', { time }) }, 429)
  }
  const reason = error.reasonAt('password')
  if (reason !== undefined)
    return await show(page, code, { password: `${t('badPassword')} ${reason}` }, 422)
  return await show(page, '', { code: t('badCode') }, status === 401 ? 401 : 422)
}

export const welcomeRoutes: Routes = {
  'GET /welcome': { isOpen: true, handle: async (page) => await show(page) },
  'POST /welcome': { isOpen: true, handle: submit },
}
