import { html } from 'hono/html'
import { SCOPES } from '../../../base/roles.ts'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type ConsolePage, type Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { elevated } from '../../parts/elevation.ts'
import { empty } from '../../parts/empty.ts'
import { field } from '../../parts/field.ts'
import { once } from '../../parts/once.ts'
import { time } from '../../parts/time.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { tokensWords } from './words.ts'

const Token = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  user: z.string().nullable(),
  last_used_at: z.string().nullable(),
})
type Token = z.output<typeof Token>
const Tokens = z.object({ data: z.array(Token) })
const Made = z.object({ name: z.string(), token: z.string() })

type Given = { name?: string; user?: string; scopes?: readonly string[]; error?: ProblemError }

async function show(page: Page, given: Given = {}, above: unknown = ''): Promise<Response> {
  const say = sayIn(page.language, tokensWords)
  const { data } = await page.ask('GET /api/tokens', Tokens)
  const body = html`${above}
  ${data.length === 0 ? empty(say('none'), say('noneHint')) : table(page, data)}
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

function table(page: Page, rows: readonly Token[]) {
  const say = sayIn(page.language, tokensWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('name')}</th>
        <th>${say('scopes')}</th>
        <th>${say('user')}</th>
        <th class="number">${say('lastUsed')}</th>
        <td><span class="hidden">${say('acts')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ id, name, scopes, user, last_used_at: used }) =>
          html`<tr id="token-${id}">
            <td><strong>${name}</strong></td>
            <td>${scopes.length === SCOPES.length ? '*' : scopes.join(', ')}</td>
            <td>${user ?? html`<small>${say('service')}</small>`}</td>
            <td class="number">
              ${used === null ? html`<small>${say('never')}</small>` : time(page, used)}
            </td>
            <td class="acts">
              ${
                page.may('users:write')
                  ? html`<a class="button" href="/console/tokens/${id}/revoke">${say('revoke')}</a>`
                  : ''
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function addForm(page: Page, { name, user, scopes = [], error }: Given) {
  const say = sayIn(page.language, tokensWords)
  const own = SCOPES.filter((scope) => page.may(scope))
  const fault = error?.problem.errors?.find(({ field }) => field.startsWith('scopes'))?.reason
  const other = ['name', 'user'].some((each) => error?.reasonAt(each) !== undefined)
  return html`<form class="card" method="post" action="/console/tokens" data-morph>
    ${error && fault === undefined && !other ? notice(error.problem.detail) : ''}
    ${field({
      name: 'name',
      label: say('name'),
      value: name,
      hint: say('nameHint'),
      fault: error?.reasonAt('name'),
    })}
    <fieldset aria-describedby="scopes-note">
      <legend>${say('scopes')}</legend>
      <p class="${fault === undefined ? 'hint' : 'fault'}" id="scopes-note">
        ${fault ?? say('scopesHint')}
      </p>
      ${own.map(
        (scope) =>
          html`<label>
            <input
              type="checkbox"
              name="scopes"
              id="scope-${scope}"
              value="${scope}"
              ${when(scopes.includes(scope), 'checked')}
            />
            ${scope}
          </label>`,
      )}
    </fieldset>
    ${field({
      name: 'user',
      label: say('user'),
      value: user,
      hint: say('userHint'),
      fault: error?.reasonAt('user'),
      isRequired: false,
    })}
    <footer><button class="main">${say('addSubmit')}</button></footer>
  </form>`
}

async function add(page: Page): Promise<Response> {
  const say = sayIn(page.language, tokensWords)
  const form = await readForm(page)
  const name = form.get('name') ?? ''
  const user = form.get('user')?.trim() ?? ''
  const scopes = form.getAll('scopes')
  try {
    const body = { name, scopes, ...(user === '' ? {} : { user }) }
    const made = await page.ask('POST /api/tokens', Made, { body })
    const title = say('madeTitle', { name: made.name })
    return await show(page, {}, once(title, [made.token], say('madeAdvice')))
  } catch (error) {
    const isFault = error instanceof ProblemError && [404, 409, 422].includes(error.problem.status)
    if (!isFault) throw error
    return await show(page, { name, user, scopes, error })
  }
}

async function find(page: Page): Promise<Token | undefined> {
  const { data } = await page.ask('GET /api/tokens', Tokens)
  return data.find(({ id }) => id === page.c.req.param('id'))
}

/** What follows, before the button that does it. */
async function showRevoke(page: Page): Promise<Response> {
  const token = await find(page)
  if (!token) return goTo(page, '/tokens')
  const say = sayIn(page.language, tokensWords)
  const { id, name } = token
  const body = elevated(
    page,
    () =>
      html`<form class="card" method="post" action="/console/tokens/${id}/revoke">
        <p>${say('revokeHint')}</p>
        <footer>
          <a class="button" href="/console/tokens">${sayIn(page.language, frameWords)('cancel')}</a>
          <button class="main">${say('revokeSubmit', { name })}</button>
        </footer>
      </form>`,
  )
  return page.c.html(await shell(page, { title: say('revokeTitle', { name }), body }))
}

async function revoke(page: Page): Promise<Response> {
  const token = await find(page)
  if (!token) return goTo(page, '/tokens')
  await page.ask(`DELETE /api/tokens/${token.id}`, z.unknown())
  return goTo(page, '/tokens', sayIn(page.language, tokensWords)('revoked', { name: token.name }))
}

export const tokens: ConsolePage = {
  path: '/tokens',
  words: tokensWords,
  nav: { group: 'team', shape: 'key', scope: 'users:read' },
  routes: [
    { method: 'GET', path: '/tokens', handle: async (page) => await show(page) },
    { method: 'POST', path: '/tokens', handle: add },
    { method: 'GET', path: '/tokens/:id/revoke', handle: showRevoke },
    { method: 'POST', path: '/tokens/:id/revoke', handle: revoke },
  ],
}
