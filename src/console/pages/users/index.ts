import { html } from 'hono/html'
import { ProblemError } from '../../ask.ts'
import { readForm, type ConsolePage, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { elevated } from '../../parts/elevation.ts'
import { empty } from '../../parts/empty.ts'
import { field } from '../../parts/field.ts'
import { once } from '../../parts/once.ts'
import { pager } from '../../parts/pager.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { roleField, roleName, showUser, userRoutes } from './detail.ts'
import { Code, Users, type User } from './user.ts'
import { usersWords } from './words.ts'

type Given = { login?: string; name?: string; role?: string; error?: ProblemError }

async function show(page: Page, given: Given = {}, made?: Code): Promise<Response> {
  const say = sayIn(page.language, usersWords)
  const cursor = page.c.req.query('cursor')
  const { data, next_cursor: next } = await page.ask('GET /api/users', Users, { query: { cursor } })
  const body = html`${made ? welcomeLink(page, made) : ''}
  ${data.length === 0 ? empty(say('none'), say('noneHint')) : table(page, data)}
  ${pager(page, '/console/users', { cursor, next })}
  ${
    page.may('users:write')
      ? html`<section>
          <h2>${say('add')}</h2>
          ${elevated(page, () => addForm(page, given))}
        </section>`
      : ''
  }`
  const text = await shell(page, { title: say('title'), lead: say('lead'), body })
  return page.c.html(text, given.error ? 422 : 200)
}

/** The code stands in the fragment, which reaches no server and no log. */
function welcomeLink(page: Page, { login, welcome_code: code, expires_at: end }: Code) {
  const say = sayIn(page.language, usersWords)
  const link = `${page.origin}/console/welcome#${code}`
  const advice = say('linkAdvice', { time: page.formats.absolute(end) })
  return once(say('linkTitle', { login }), [link], advice)
}

function table(page: Page, rows: readonly User[]) {
  const say = sayIn(page.language, usersWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('state')}</th>
        <th>${say('login')}</th>
        <th>${say('role')}</th>
        <th class="number">${say('lastSignIn')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (user) =>
          html`<tr id="user-${user.login}">
            <td>${stateOf(page, user)}</td>
            <td>
              <a class="name" href="/console/users/${user.login}">${user.login}</a>
              ${user.name === user.login ? '' : html`<p>${user.name}</p>`}
            </td>
            <td>${roleName(page, user.role)}</td>
            <td class="number">
              ${
                user.last_sign_in_at === null
                  ? html`<small>${say('never')}</small>`
                  : time(page, user.last_sign_in_at)
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function stateOf(page: Page, { active, has_password: hasPassword }: User) {
  const say = sayIn(page.language, usersWords)
  if (!active) return badge('cancelled', say('disabled'))
  return hasPassword ? badge('done', say('active')) : badge('pending', say('invited'))
}

function addForm(page: Page, { login, name, role, error }: Given) {
  const say = sayIn(page.language, usersWords)
  return html`<form class="card" method="post" action="/console/users" data-morph>
    ${field({
      name: 'login',
      label: say('login'),
      value: login,
      hint: say('loginHint'),
      fault: error?.reasonAt('login'),
    })}
    ${field({
      name: 'name',
      label: say('name'),
      value: name,
      hint: say('nameHint'),
      fault: error?.reasonAt('name'),
      isRequired: false,
    })}
    ${roleField(page, role)}
    <footer><button class="main">${say('addSubmit')}</button></footer>
  </form>`
}

async function add(page: Page): Promise<Response> {
  const form = await readForm(page)
  const [login, name, role] = ['login', 'name', 'role'].map((each) => form.get(each)?.trim() ?? '')
  const given = { login: login ?? '', name: name ?? '', role: role ?? '' }
  try {
    const { name: called, ...needed } = given
    const body = { ...needed, ...(called === '' ? {} : { name: called }) }
    return await show(page, {}, await page.ask('POST /api/users', Code, { body }))
  } catch (error) {
    if (!(error instanceof ProblemError) || ![409, 422].includes(error.problem.status)) throw error
    return await show(page, { ...given, error })
  }
}

export const users: ConsolePage = {
  path: '/users',
  words: usersWords,
  nav: { group: 'team', shape: 'users', scope: 'users:read' },
  routes: [
    { method: 'GET', path: '/users', handle: async (page) => await show(page) },
    { method: 'POST', path: '/users', handle: add },
    { method: 'GET', path: '/users/:login', handle: async (page) => await showUser(page) },
    ...userRoutes(welcomeLink),
  ],
}
