import { html } from 'hono/html'
import { ROLE_NAMES } from '../../../../base/roles.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { choiceIn } from '../../../../console/kit/choice.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { readForm } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { elevated } from '../../../../console/parts/forms/elevation.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { secretOnce } from '../../../../console/parts/forms/secret-once.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import { roleField, showUser, userRoutes } from './detail.ts'
import { definePage, type Context, type User, type WelcomeCode } from './kit.ts'

type UserForm = { login?: string; name?: string; role?: string; error?: ProblemError }

async function show(page: Context, form: UserForm = {}, made?: WelcomeCode): Promise<Response> {
  const { t } = page
  const cursor = page.c.req.query('cursor')
  const { data, next_cursor: next } = await page.api.call('listUsers', { query: { cursor } })
  const body = html`${made ? welcomeLink(page, made) : ''}
  ${data.length === 0 ? empty(t('none'), t('noneHint')) : table(page, data)}
  ${pager(page, '/console/users', { cursor, next, rows: data.length })}
  ${
    page.may('users:write')
      ? html`<section>
          <h2>${t('add')}</h2>
          ${elevated(page, () => addForm(page, form))}
        </section>`
      : ''
  }`
  const text = await layout(page, { title: t('title'), lead: t('lead'), body })
  return page.c.html(text, form.error ? 422 : 200)
}

/** Shows the link with the welcome code in its fragment, which reaches no server and no log. */
function welcomeLink(page: Context, { login, welcome_code: code, expires_at: end }: WelcomeCode) {
  const { t } = page
  const link = `${page.origin}/console/welcome#${code}`
  const advice = t('linkAdvice', { time: page.formats.absolute(new Date(end)) })
  return secretOnce(page, t('linkTitle', { login }), [link], advice)
}

function table(page: Context, rows: readonly User[]) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('state')}</th>
        <th>${t('login')}</th>
        <th>${t('role')}</th>
        <th class="number">${t('lastSignIn')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (user) =>
          html`<tr id="user-${user.login}">
            <td>${stateOf(page, user)}</td>
            <td>
              <a class="name" href="/console/users/${user.login}" dir="auto">${user.login}</a>
              ${user.name === user.login ? '' : html`<p dir="auto">${user.name}</p>`}
            </td>
            <td>${t(`role_${user.role}`)}</td>
            <td class="number">
              ${
                user.last_sign_in_at === null
                  ? html`<small>${t('never')}</small>`
                  : time(page, user.last_sign_in_at)
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function stateOf(page: Context, { active, has_password: hasPassword }: User) {
  const { t } = page
  if (!active) return badge('cancelled', t('disabled'))
  return hasPassword ? badge('done', t('active')) : badge('pending', t('invited'))
}

function addForm(page: Context, { login, name, role, error }: UserForm) {
  const { t } = page
  return html`<form class="card" method="post" action="/console/users" data-morph>
    ${field({
      name: 'login',
      label: t('login'),
      value: login,
      hint: t('loginHint'),
      fault: error?.reasonAt('login'),
    })}
    ${field({
      name: 'name',
      label: t('name'),
      value: name,
      hint: t('nameHint'),
      fault: error?.reasonAt('name'),
      isRequired: false,
    })}
    ${roleField(page, role)}
    <footer><button class="main">${t('addSubmit')}</button></footer>
  </form>`
}

async function add(page: Context): Promise<Response> {
  const form = await readForm(page)
  const text = (name: string) => form.get(name)?.trim() ?? ''
  const name = text('name')
  const role = choiceIn(form, 'role', ROLE_NAMES)
  const body = { login: text('login'), role, ...(name === '' ? {} : { name }) }
  const { answer, refusal } = await refusable(page.api.call('addUser', { body }))
  return await show(page, refusal ? { ...body, name, error: refusal } : {}, answer)
}

export const usersPage = definePage({
  path: '/users',
  nav: { job: 'system', shape: 'users', scope: 'users:read' },
  routes: {
    'GET /users': async (page) => await show(page),
    'POST /users': add,
    'GET /users/:login': async (page) => await showUser(page),
    ...userRoutes(welcomeLink),
  },
})
