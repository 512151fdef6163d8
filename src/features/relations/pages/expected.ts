import { html } from 'hono/html'
import { layout } from '../../../console/layout.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../console/page.ts'
import { area } from '../../../console/parts/forms/field.ts'
import { splitPasted } from '../../../creators/address.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import { targetOf } from './list.ts'
import type { Context } from './kit.ts'

const pathOf = (id: string) => `/relations/${id}`

/** `GET /relations/:id/expected`: accounts that need not follow back, one name a line. */
export async function showExpected(
  page: Context,
  sent?: { text: string; error: ProblemError },
): Promise<Response> {
  const { api, c, t, param } = page
  const id = param('id')
  const [check, { usernames }] = await Promise.all([
    api.call('getRelationCheck', { params: { id } }),
    api.call('getExpectedNonFollowers', { params: { id } }),
  ])
  const body = html`<form class="card" method="post" action="/console${pathOf(id)}/expected">
    ${area({
      name: 'usernames',
      label: t('expectedNames'),
      hint: t('expectedHint'),
      value: sent?.text ?? usernames.join('\n'),
      fault: sent?.error.explain(),
      isRequired: false,
      rows: 8,
    })}
    <footer>
      <a class="button" href="/console${pathOf(id)}" data-close>${t('common.cancel')}</a>
      <button class="main">${t('common.save')}</button>
    </footer>
  </form>`
  const title = t('expectedTitle', { name: targetOf(page, check) })
  return c.html(await layout(page, { title, body }), sent ? 422 : 200)
}

export async function saveExpected(page: Context): Promise<Response> {
  const { api, t, param } = page
  const id = param('id')
  const text = (await readForm(page)).get('usernames') ?? ''
  const usernames = splitPasted(text)
  const call = api.call('setExpectedNonFollowers', { params: { id }, body: { usernames } })
  const { refusal: error } = await refusable(call, [409, 422])
  if (error) return await showExpected(page, { text, error })
  return goTo(page, `${pathOf(id)}?relation=not_following_back`, t('expectedSaved'))
}

/** Says among those who do not follow back how many are left out, and where that is changed. */
export async function expectedLine(page: Context, checkId: string) {
  const { api, t, may } = page
  const { usernames } = await api.call('getExpectedNonFollowers', { params: { id: checkId } })
  const edit = may('creators:write')
    ? html` <a href="/console${pathOf(checkId)}/expected" data-dialog>${t('expectedEdit')}</a>`
    : ''
  return html`<p class="hint">
    ${usernames.length === 0 ? t('expectedNone') : t('expectedOut', { n: usernames.length })}${edit}
  </p>`
}
