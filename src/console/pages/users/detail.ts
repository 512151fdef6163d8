import { html } from 'hono/html'
import { ROLE_NAMES } from '../../../base/roles.ts'
import { z } from '../../../http/router.ts'
import { goTo, readForm, type Page, type Route } from '../../page.ts'
import { elevated } from '../../parts/elevation.ts'
import { field, tickField } from '../../parts/field.ts'
import { select } from '../../parts/select.ts'
import { shell } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Code, User } from './user.ts'
import { usersWords } from './words.ts'

export const roleName = ({ language }: Page, role: string): string =>
  wordOf(language, usersWords, `role_${role}`) ?? role

export function roleField(page: Page, chosen: string | undefined) {
  const options = ROLE_NAMES.toReversed().map((value) => {
    const does = wordOf(page.language, usersWords, `does_${value}`) ?? ''
    return { value, label: `${roleName(page, value)}: ${does}` }
  })
  return select({
    name: 'role',
    label: sayIn(page.language, usersWords)('role'),
    options,
    chosen: chosen ?? 'viewer',
  })
}

const loginOf = ({ c }: Page): string => encodeURIComponent(c.req.param('login') ?? '')

/** One user with what may be done about them; each act says what follows from it. */
export async function showUser(page: Page, above: unknown = ''): Promise<Response> {
  const user = await page.ask(`GET /api/users/${loginOf(page)}`, User)
  const forms = page.may('users:write') ? elevated(page, () => acts(page, user)) : ''
  const body = html`${above}
    <div class="columns wide">
      <div>${forms}</div>
      ${details(page, user)}
    </div>`
  return page.c.html(await shell(page, { title: user.login, body }))
}

function details(page: Page, user: User) {
  const say = sayIn(page.language, usersWords)
  const { formats } = page
  const rows = [
    [say('name'), user.name],
    [say('role'), roleName(page, user.role)],
    [say('state'), say(user.active ? (user.has_password ? 'active' : 'invited') : 'disabled')],
    [say('factor'), say(user.has_second_factor ? 'yes' : 'no')],
    [say('created'), formats.absolute(new Date(user.created_at))],
    [
      say('lastSignIn'),
      user.last_sign_in_at === null
        ? say('never')
        : formats.absolute(new Date(user.last_sign_in_at)),
    ],
  ]
  return html`<dl class="details">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}

function acts(page: Page, user: User) {
  const say = sayIn(page.language, usersWords)
  const { login } = user
  const act = (verb: string, [title, hint, submit]: readonly string[], choice: unknown = '') =>
    html`<section>
      <h2>${title}</h2>
      <p class="hint">${hint}</p>
      <form method="post" action="/console/users/${login}/${verb}">
        ${choice}
        <button>${submit}</button>
      </form>
    </section>`
  return html`<section>
      <h2>${say('change')}</h2>
      <form class="card" method="post" action="/console/users/${login}">
        ${field({ name: 'name', label: say('name'), value: user.name })}
        ${roleField(page, user.role)}
        <footer><button class="main">${sayIn(page.language, frameWords)('save')}</button></footer>
      </form>
    </section>
    ${act(
      'reset',
      [say('reset'), say('resetHint', { login }), say('resetSubmit', { login })],
      tickField({ name: 'end_tokens', label: say('resetTokens'), isChosen: true }),
    )}
    ${act('end', [say('end'), say('endHint', { login }), say('endSubmit', { login })])}
    ${
      user.has_second_factor
        ? act('factor', [
            say('factor'),
            say('factorHint', { login }),
            say('factorSubmit', { login }),
          ])
        : ''
    }
    ${
      user.active
        ? act('disable', [
            say('disable'),
            say('disableHint', { login }),
            say('disableSubmit', { login }),
          ])
        : act('enable', [
            say('disable'),
            say('enableHint', { login }),
            say('enableSubmit', { login }),
          ])
    }`
}

const back = (page: Page, flash: string) => goTo(page, `/users/${loginOf(page)}`, flash)

async function change(page: Page): Promise<Response> {
  const form = await readForm(page)
  const body = { name: form.get('name'), role: form.get('role') }
  await page.ask(`PATCH /api/users/${loginOf(page)}`, z.unknown(), { body })
  return back(page, sayIn(page.language, usersWords)('changed'))
}

const setActive = (active: boolean) => async (page: Page) => {
  await page.ask(`PATCH /api/users/${loginOf(page)}`, z.unknown(), { body: { active } })
  return back(page, sayIn(page.language, usersWords)('changed'))
}

async function endSessions(page: Page): Promise<Response> {
  const Ended = z.object({ ended: z.int() })
  const { ended } = await page.ask(`POST /api/users/${loginOf(page)}/end-sessions`, Ended)
  return back(page, sayIn(page.language, usersWords)('ended', { n: ended }))
}

async function removeFactor(page: Page): Promise<Response> {
  await page.ask(`DELETE /api/users/${loginOf(page)}/second-factor`, z.unknown())
  const login = page.c.req.param('login') ?? ''
  return back(page, sayIn(page.language, usersWords)('factorRemoved', { login }))
}

/** `link` shows the code that a reset gives. */
export const userRoutes = (link: (page: Page, code: Code) => unknown): readonly Route[] => [
  { method: 'POST', path: '/users/:login', handle: change },
  { method: 'POST', path: '/users/:login/disable', handle: setActive(false) },
  { method: 'POST', path: '/users/:login/enable', handle: setActive(true) },
  { method: 'POST', path: '/users/:login/end', handle: endSessions },
  { method: 'POST', path: '/users/:login/factor', handle: removeFactor },
  {
    method: 'POST',
    path: '/users/:login/reset',
    async handle(page) {
      const body = { keep_tokens: (await readForm(page)).get('end_tokens') === null }
      const route = `POST /api/users/${loginOf(page)}/reset-password` as const
      const code = await page.ask(route, Code, { body })
      return await showUser(page, link(page, code))
    },
  },
]
