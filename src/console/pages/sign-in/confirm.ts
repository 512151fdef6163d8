import { html } from 'hono/html'
import { ProblemError } from '../../ask.ts'
import { goTo, ownPath, readForm, type Page, type Route } from '../../page.ts'
import { field } from '../../parts/field.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Session, whyRefused } from './session.ts'
import { signInWords } from './words.ts'

async function show(
  page: Page,
  next: string | null,
  fault?: string,
  status: 200 | 401 | 429 = 200,
): Promise<Response> {
  const say = sayIn(page.language, signInWords)
  const body = html`<form class="card" method="post" action="/console/confirm" data-morph>
    <input type="hidden" name="next" value="${next ?? ''}" />
    ${field({
      name: 'password',
      label: say('password'),
      type: 'password',
      autocomplete: 'current-password',
      hint: say('confirmHint'),
      fault,
      hasFocus: true,
    })}
    <footer><button class="main">${say('confirmSubmit')}</button></footer>
  </form>`
  const text = await shell(page, { title: say('confirmTitle'), lead: say('confirmLead'), body })
  return page.c.html(text, status)
}

async function submit(page: Page): Promise<Response> {
  const form = await readForm(page)
  const next = form.get('next')
  try {
    const body = { password: form.get('password') ?? '' }
    const { token, ends_at: end } = await page.ask('POST /api/auth/elevate', Session, { body })
    page.cookies.beginSession(token, end)
  } catch (error) {
    if (!(error instanceof ProblemError) || ![401, 429, 422].includes(error.problem.status))
      throw error
    return await show(page, next, whyRefused(page, error), error.problem.status === 429 ? 429 : 401)
  }
  return goTo(page, ownPath(next), sayIn(page.language, signInWords)('confirmed'))
}

/** Password once more: for 15 minutes the session may do what can lock people out. */
export const confirmRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/confirm',
    isForEnrolling: true,
    handle: async (page) => await show(page, page.c.req.query('next') ?? null),
  },
  { method: 'POST', path: '/confirm', isForEnrolling: true, handle: submit },
]
