import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, ownPath, readForm, type ConsolePage, type Page } from '../../page.ts'
import { field } from '../../parts/field.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { confirmRoutes } from './confirm.ts'
import { beginSession, whyRefused } from './session.ts'
import { welcomeRoutes } from './welcome.ts'
import { signInWords } from './words.ts'

const Setup = z.object({ has_users: z.boolean() })

type Given = { login?: string; next: string | null; needsCode?: boolean; fault?: string }

async function show(page: Page, given: Given, status: 200 | 401 | 429 = 200): Promise<Response> {
  const say = sayIn(page.language, signInWords)
  const { login, next, needsCode = false, fault } = given
  const { has_users: hasUsers } = await page.ask('GET /api/auth/setup', Setup)
  const body = html`<form class="card" method="post" action="/console/sign-in" data-morph>
      ${fault === undefined ? '' : notice(fault)}
      <input type="hidden" name="next" value="${next ?? ''}" />
      ${field({
        name: 'login',
        label: say('login'),
        value: login,
        autocomplete: 'username',
        hasFocus: login === undefined,
      })}
      ${field({
        name: 'password',
        label: say('password'),
        type: 'password',
        autocomplete: 'current-password',
        hasFocus: login !== undefined,
      })}
      ${
        needsCode
          ? field({
              name: 'code',
              label: say('code'),
              hint: say('codeHint'),
              autocomplete: 'one-time-code',
            })
          : ''
      }
      <footer><button class="main">${say('submit')}</button></footer>
    </form>
    ${
      hasUsers
        ? html`<p class="hint">${say('noLogin')}</p>`
        : html`<p class="hint">
            ${say('firstUser')} <code>bin/gramd users add LOGIN --role admin</code>
          </p>`
    }`
  const text = await shell(page, { title: say('title'), lead: say('lead'), body })
  return page.c.html(text, status)
}

async function submit(page: Page): Promise<Response> {
  const say = sayIn(page.language, signInWords)
  const form = await readForm(page)
  const [login, password] = [form.get('login') ?? '', form.get('password') ?? '']
  const code = form.get('code') ?? ''
  const next = form.get('next')
  try {
    await beginSession(page, { login, password, ...(code === '' ? {} : { code }) })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const needsCode = code !== '' || error.problem.code === 'code_required'
    const given = { login, next, needsCode, fault: whyRefused(page, error) }
    return await show(page, given, error.problem.status === 429 ? 429 : 401)
  }
  return goTo(page, ownPath(next), say('signedIn', { name: login }))
}

async function signOut(page: Page): Promise<Response> {
  await page.ask('POST /api/auth/logout', z.unknown())
  page.cookies.endSession()
  return goTo(page, '/sign-in', sayIn(page.language, signInWords)('signedOut'))
}

export const signIn: ConsolePage = {
  path: '/sign-in',
  words: signInWords,
  nav: null,
  routes: [
    {
      method: 'GET',
      path: '/sign-in',
      isOpen: true,
      handle: async (page) =>
        page.me === null
          ? await show(page, { next: page.c.req.query('next') ?? null })
          : goTo(page, ownPath(page.c.req.query('next'))),
    },
    { method: 'POST', path: '/sign-in', isOpen: true, handle: submit },
    { method: 'POST', path: '/sign-out', isForEnrolling: true, handle: signOut },
    ...welcomeRoutes,
    ...confirmRoutes,
  ],
}
