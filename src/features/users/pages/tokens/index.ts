import { html } from 'hono/html'
import { SCOPES } from '../../../../base/roles.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { faultText } from '../../../../console/words/faults.ts'
import { elevated } from '../../../../console/parts/forms/elevation.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { secretOnce } from '../../../../console/parts/forms/secret-once.ts'
import { time } from '../../../../console/parts/time.ts'
import { notice, layout } from '../../../../console/layout.ts'
import { scopeChoice, scopeTexts } from './scopes.ts'
import { definePage, type Context, type Token } from './kit.ts'

type TokenForm = { name?: string; user?: string; scopes?: readonly string[]; error?: ProblemError }

async function show(page: Context, form: TokenForm = {}, above: unknown = ''): Promise<Response> {
  const { t } = page
  const { data } = await page.api.call('listTokens')
  const body = html`${above}
  ${data.length === 0 ? empty(t('none'), t('noneHint')) : table(page, data)}
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

function table(page: Context, rows: readonly Token[]) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('name')}</th>
        <th>${t('scopes')}</th>
        <th>${t('user')}</th>
        <th class="number">${t('lastUsed')}</th>
        <td><span class="hidden">${t('acts')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ id, name, scopes, user, last_used_at: used }) =>
          html`<tr id="token-${id}">
            <td><strong dir="auto">${name}</strong></td>
            <td>${scopeTexts(page, scopes)}</td>
            <td>${user ?? html`<small>${t('service')}</small>`}</td>
            <td class="number">
              ${used === null ? html`<small>${t('never')}</small>` : time(page, used)}
            </td>
            <td class="acts">
              ${
                page.may('users:write')
                  ? html`<a class="button remove" href="/console/tokens/${id}/revoke"
                      >${t('revoke')}</a
                    >`
                  : ''
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function addForm(page: Context, { name, user, scopes = [], error }: TokenForm) {
  const { t } = page
  const atScopes = error?.problem.errors?.find(({ field }) => field.startsWith('scopes'))
  const fault = atScopes && faultText(page.language, atScopes)
  const other = ['name', 'user'].some((each) => error?.reasonAt(each) !== undefined)
  return html`<form class="card" method="post" action="/console/tokens" data-morph>
    ${error && fault === undefined && !other ? notice(error.explain()) : ''}
    ${field({
      name: 'name',
      label: t('name'),
      value: name,
      hint: t('nameHint'),
      fault: error?.reasonAt('name'),
    })}
    ${scopeChoice(page, { chosen: scopes, fault })}
    ${field({
      name: 'user',
      label: t('user'),
      value: user,
      hint: t('userHint'),
      fault: error?.reasonAt('user'),
      isRequired: false,
    })}
    <footer><button class="main">${t('addSubmit')}</button></footer>
  </form>`
}

async function add(page: Context): Promise<Response> {
  const { api, t } = page
  const form = await readForm(page)
  const name = form.get('name') ?? ''
  const user = form.get('user')?.trim() ?? ''
  const scopes = SCOPES.filter((scope) => form.getAll('scopes').includes(scope))
  const body = { name, scopes, ...(user === '' ? {} : { user }) }
  const { answer, refusal } = await refusable(api.call('createToken', { body }), [404, 409, 422])
  if (refusal) return await show(page, { name, user, scopes, error: refusal })
  const title = t('madeTitle', { name: answer.name })
  return await show(page, {}, secretOnce(page, title, [answer.token], t('madeAdvice')))
}

async function find(page: Context): Promise<Token | undefined> {
  const { data } = await page.api.call('listTokens')
  return data.find(({ id }) => id === page.param('id'))
}

/** Shows the consequences of a revocation, with the button that revokes the token. */
async function showRevoke(page: Context): Promise<Response> {
  const token = await find(page)
  if (!token) return goTo(page, '/tokens')
  const { t } = page
  const { id, name } = token
  const body = elevated(
    page,
    () =>
      html`<form class="card" method="post" action="/console/tokens/${id}/revoke">
        <p>${t('revokeHint')}</p>
        <footer>
          <a class="button" href="/console/tokens">${page.t('common.cancel')}</a>
          <button class="main danger">${t('revokeSubmit', { name })}</button>
        </footer>
      </form>`,
  )
  return page.c.html(await layout(page, { title: t('revokeTitle', { name }), body }))
}

async function revoke(page: Context): Promise<Response> {
  const token = await find(page)
  if (!token) return goTo(page, '/tokens')
  await page.api.call('revokeToken', { params: { id: token.id } })
  return goTo(page, '/tokens', page.t('revoked', { name: token.name }))
}

export const tokensPage = definePage({
  path: '/tokens',
  nav: { job: 'system', shape: 'key', scope: 'users:read' },
  routes: {
    'GET /tokens': async (page) => await show(page),
    'POST /tokens': add,
    'GET /tokens/:id/revoke': showRevoke,
    'POST /tokens/:id/revoke': revoke,
  },
})
