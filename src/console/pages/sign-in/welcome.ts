import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page, type Route } from '../../page.ts'
import { field } from '../../parts/field.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { beginSession } from './session.ts'
import { signInWords } from './words.ts'

type Faults = { code?: string; password?: string }

/** The code is in the fragment of the link, which no server sees: the browser puts it into the field. */
async function show(
  page: Page,
  code = '',
  faults: Faults = {},
  status: 200 | 401 | 422 | 429 = 200,
): Promise<Response> {
  const say = sayIn(page.language, signInWords)
  const body = html`<form class="card" method="post" action="/console/welcome" data-morph>
    ${field({
      name: 'code',
      label: say('welcomeCode'),
      value: code,
      ...(faults.code === undefined ? {} : { fault: faults.code }),
    })}
    ${field({
      name: 'password',
      label: say('newPassword'),
      type: 'password',
      autocomplete: 'new-password',
      hint: say('newPasswordHint'),
      hasFocus: true,
      ...(faults.password === undefined ? {} : { fault: faults.password }),
    })}
    <footer><button class="main">${say('welcomeSubmit')}</button></footer>
  </form>`
  const text = await shell(page, { title: say('welcomeTitle'), lead: say('welcomeLead'), body })
  return page.c.html(text, status)
}

async function submit(page: Page): Promise<Response> {
  const say = sayIn(page.language, signInWords)
  const form = await readForm(page)
  const [code, password] = [form.get('code')?.trim() ?? '', form.get('password') ?? '']
  let welcomed: { login: string; device: string }
  try {
    const Welcomed = z.object({ login: z.string(), device: z.string() })
    welcomed = await page.ask('POST /api/auth/welcome', Welcomed, { body: { code, password } })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return await showRefusal(page, code, error)
  }
  try {
    await beginSession(page, { ...welcomed, password })
  } catch (error) {
    // The password is set; whoever has a second factor signs in with its code.
    page.cookies.keepDevice(welcomed.device)
    if (error instanceof ProblemError) return goTo(page, '/sign-in', say('passwordSet'))
    throw error
  }
  return goTo(page, '/', say('passwordSet'))
}

async function showRefusal(page: Page, code: string, error: ProblemError): Promise<Response> {
  const say = sayIn(page.language, signInWords)
  const { status } = error.problem
  if (status === 429) {
    const time = page.formats.duration((error.retryAfter ?? 1) * 1_000)
    return await show(page, code, { code: say('wait', { time }) }, 429)
  }
  const reason = error.reasonAt('password')
  if (reason !== undefined)
    return await show(page, code, { password: `${say('badPassword')} ${reason}` }, 422)
  return await show(page, '', { code: say('badCode') }, status === 401 ? 401 : 422)
}

export const welcomeRoutes: readonly Route[] = [
  { method: 'GET', path: '/welcome', isOpen: true, handle: async (page) => await show(page) },
  { method: 'POST', path: '/welcome', isOpen: true, handle: submit },
]
