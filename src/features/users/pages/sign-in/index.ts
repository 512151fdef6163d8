import { html } from 'hono/html'
import { ProblemError } from '../../../../console/user-client.ts'
import { goTo, ownPath, readForm } from '../../../../console/page.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { notice, layout } from '../../../../console/layout.ts'
import { confirmRoutes } from './confirm.ts'
import { beginSession, whyRefused } from './session.ts'
import { welcomeRoutes } from './welcome.ts'
import { definePage, type Context } from './kit.ts'

type SignInForm = { login?: string; next: string | null; needsCode?: boolean; fault?: string }

async function show(
  page: Context,
  form: SignInForm,
  status: 200 | 401 | 429 = 200,
): Promise<Response> {
  const { t } = page
  const { login, next, needsCode = false, fault } = form
  const { has_users: hasUsers } = await page.api.call('getSetup')
  const body = html`<form class="card" method="post" action="/console/sign-in" data-morph>
      ${fault === undefined ? '' : notice(fault)}
      <input type="hidden" name="next" value="${next ?? ''}" />
      ${field({
        name: 'login',
        label: t('login'),
        value: login,
        autocomplete: 'username',
        hasFocus: login === undefined,
      })}
      ${field({
        name: 'password',
        label: t('password'),
        type: 'password',
        autocomplete: 'current-password',
        hasFocus: login !== undefined,
      })}
      ${
        needsCode
          ? field({
              name: 'code',
              label: t('code'),
              hint: t('codeHint'),
              autocomplete: 'one-time-code',
            })
          : ''
      }
      <footer><button class="main">${t('submit')}</button></footer>
    </form>
    ${
      hasUsers
        ? html`<p class="hint">${t('noLogin')}</p>`
        : html`<p class="hint">
            ${t('firstUser')} <code>bin/gramd users add LOGIN --role admin</code>
          </p>`
    }`
  const text = await layout(page, { title: t('title'), lead: t('lead'), body })
  return page.c.html(text, status)
}

async function submit(page: Context): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const [login, password] = [form.get('login') ?? '', form.get('password') ?? '']
  const code = form.get('code') ?? ''
  const next = form.get('next')
  try {
    await beginSession(page, { login, password, ...(code === '' ? {} : { code }) })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const needsCode = code !== '' || error.problem.code === 'code_required'
    const form = { login, next, needsCode, fault: whyRefused(page, error) }
    return await show(page, form, error.problem.status === 429 ? 429 : 401)
  }
  return goTo(page, ownPath(next), t('signedIn', { name: login }))
}

async function signOut(page: Context): Promise<Response> {
  await page.api.call('signOut')
  page.cookies.endSession()
  return goTo(page, '/sign-in', page.t('signedOut'))
}

export const signInPage = definePage({
  path: '/sign-in',
  nav: null,
  routes: {
    'GET /sign-in': {
      isOpen: true,
      handle: async (page) =>
        page.me === null
          ? await show(page, { next: page.c.req.query('next') ?? null })
          : goTo(page, ownPath(page.c.req.query('next'))),
    },
    'POST /sign-in': { isOpen: true, handle: submit },
    'POST /sign-out': { isForEnrolling: true, handle: signOut },
    ...welcomeRoutes,
    ...confirmRoutes,
  },
})
