import { html } from 'hono/html'
import { ROLE_NAMES } from '../../../../base/roles.ts'
import { choiceIn } from '../../../../console/kit/choice.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { madeAfter, readEditForm, saveVersion } from '../../../../console/kit/save-version.ts'
import { madeOf, type Made } from '../../../../console/edit-conflict.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { madeInputs } from '../../../../console/parts/forms/conflict.ts'
import { refused } from '../../../../console/parts/refused.ts'
import { elevated } from '../../../../console/parts/forms/elevation.ts'
import { field, checkboxField } from '../../../../console/parts/forms/field.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { layout } from '../../../../console/layout.ts'
import type { Context, Routes, User, WelcomeCode } from './kit.ts'

export function roleField(page: Context, chosen: string | undefined) {
  const options = ROLE_NAMES.toReversed().map((value) => {
    return { value, label: `${page.t(`role_${value}`)}: ${page.t(`does_${value}`)}` }
  })
  return select({
    name: 'role',
    label: page.t('role'),
    options,
    chosen: chosen ?? 'viewer',
  })
}

/** The user that the address names. */
const userParams = ({ param }: Context) => ({ user: param('login') })

type UserTexts = { name: string; role: string }
type UserForm = { texts: UserTexts; made: Made; error?: ProblemError | undefined }

const textsOf = ({ name, role }: Pick<User, 'name' | 'role'>): UserTexts => ({ name, role })

/** The labels of the fields of the form. */
const labelsOf = ({ t }: Context) => ({
  name: t('name'),
  role: {
    label: t('role'),
    display: (text: string) => {
      const role = ROLE_NAMES.find((each) => each === text)
      return role ? t(`role_${role}`) : text
    },
  },
})

/** One user with what may be done about them; each act says what follows from it. */
export async function showUser(
  page: Context,
  above: unknown = '',
  sent?: UserForm,
): Promise<Response> {
  const call = page.api.versioned('getUser', { params: userParams(page) })
  const { answer: user, version } = await call
  const form = sent ?? { texts: textsOf(user), made: madeOf(version, textsOf(user)) }
  const forms = page.may('users:write') ? elevated(page, () => actions(page, user, form)) : ''
  const body = html`${above}
    <div class="columns wide">
      <div>${forms}</div>
      ${details(page, user)}
    </div>`
  const status = sent?.error ? 422 : 200
  return page.c.html(await layout(page, { title: user.login, body }), status)
}

function details(page: Context, user: User) {
  const { t, formats } = page
  const rows = [
    [t('name'), user.name],
    [t('role'), t(`role_${user.role}`)],
    [t('state'), t(user.active ? (user.has_password ? 'active' : 'invited') : 'disabled')],
    [t('factor'), t(user.has_second_factor ? 'yes' : 'no')],
    [t('created'), formats.absolute(new Date(user.created_at))],
    [
      t('lastSignIn'),
      user.last_sign_in_at === null ? t('never') : formats.absolute(new Date(user.last_sign_in_at)),
    ],
  ]
  return html`<dl class="details">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd dir="auto">${value}</dd>
        </div>`,
    )}
  </dl>`
}

function actions(page: Context, user: User, { texts, made, error }: UserForm) {
  const { t } = page
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
      <h2>${t('change')}</h2>
      <form class="card" method="post" action="/console/users/${login}">
        ${madeInputs(made)} ${error ? refused(page, error, labelsOf(page)) : ''}
        ${field({ name: 'name', label: t('name'), value: texts.name })}
        ${roleField(page, texts.role)}
        <footer><button class="main">${page.t('common.save')}</button></footer>
      </form>
    </section>
    ${act(
      'reset',
      [t('reset'), t('resetHint', { login }), t('resetSubmit', { login })],
      checkboxField({ name: 'end_tokens', label: t('resetTokens'), isChosen: true }),
    )}
    ${act('end', [t('end'), t('endHint', { login }), t('endSubmit', { login })])}
    ${
      user.has_second_factor
        ? act('factor', [t('factor'), t('factorHint', { login }), t('factorSubmit', { login })])
        : ''
    }
    ${
      user.active
        ? act('disable', [t('disable'), t('disableHint', { login }), t('disableSubmit', { login })])
        : act('enable', [t('disable'), t('enableHint', { login }), t('enableSubmit', { login })])
    }`
}

const back = (page: Context, flash: string) =>
  goTo(page, `/users/${encodeURIComponent(page.param('login'))}`, flash)

async function change(page: Context): Promise<Response> {
  const { form, made } = await readEditForm(page)
  const body = { name: form.get('name') ?? '', role: choiceIn(form, 'role', ROLE_NAMES) }
  const params = userParams(page)
  const call = saveVersion({
    made,
    mine: body,
    textsOf,
    save: async (ifMatch) => await page.api.call('changeUser', { params, body, ifMatch }),
  })
  const { refusal: error } = await refusable(call, [])
  if (error) return await showUser(page, '', { texts: body, made: madeAfter(made, error), error })
  return back(page, page.t('changed'))
}

const setActive = (active: boolean) => async (page: Context) => {
  await page.api.call('changeUser', { params: userParams(page), body: { active } })
  return back(page, page.t('changed'))
}

async function endSessions(page: Context): Promise<Response> {
  const { ended } = await page.api.call('endSessions', { params: userParams(page) })
  return back(page, page.t('ended', { n: ended }))
}

async function removeFactor(page: Context): Promise<Response> {
  await page.api.call('resetSecondFactor', { params: userParams(page) })
  return back(page, page.t('factorRemoved', { login: page.param('login') }))
}

/** `link` shows the code that a reset gives. */
export const userRoutes = (link: (page: Context, code: WelcomeCode) => unknown): Routes => ({
  'POST /users/:login': change,
  'POST /users/:login/disable': setActive(false),
  'POST /users/:login/enable': setActive(true),
  'POST /users/:login/end': endSessions,
  'POST /users/:login/factor': removeFactor,
  async 'POST /users/:login/reset'(page) {
    const body = { keep_tokens: (await readForm(page)).get('end_tokens') === null }
    const code = await page.api.call('resetPassword', { params: userParams(page), body })
    return await showUser(page, link(page, code))
  },
})
