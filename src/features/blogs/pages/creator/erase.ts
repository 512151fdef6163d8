import { html } from 'hono/html'
import { addressOf, goTo, readForm } from '../../../../console/page.ts'
import { elevated } from '../../../../console/parts/forms/elevation.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { layout } from '../../../../console/layout.ts'
import { pathOf, readCreator } from './frame.ts'
import type { Context } from './kit.ts'

/**
 * Shows what will be erased, that this is final, and the name to type, so that no click by mistake
 * erases a creator.
 */
export async function askToErase(page: Context, typed?: string): Promise<Response> {
  const { t } = page
  const [creator, { other_blogs: others, username: name, ...counts }] = await Promise.all([
    readCreator(page),
    page.api.call('describeErasure', { params: { id: page.param('creator') } }),
  ])
  const body = html`<div class="consequences">
      <p>${t('team.eraseWhat', counts)}</p>
      <p>${t('team.eraseNames')}</p>
      <p>${t('team.eraseStays')}</p>
      ${
        others.length === 0
          ? ''
          : html`<p>
              ${t('team.eraseOthers', { names: others.map((each) => `@${each}`).join(', ') })}
            </p>`
      }
      <p><strong>${t('team.eraseNoUndo')}</strong></p>
    </div>
    <section>
      ${elevated(
        page,
        () =>
          html`<form class="card" method="post" action="${addressOf(pathOf(creator, 'erase'))}">
            ${field({
              name: 'name',
              label: t('team.eraseField', { name }),
              value: typed,
              fault: typed === undefined ? undefined : t('team.eraseMismatch'),
            })}
            <footer>
              <a class="button" href="${addressOf(pathOf(creator, 'team'))}"
                >${t('common.leave')}</a
              >
              <button class="main danger">${t('team.eraseSubmit', { name })}</button>
            </footer>
          </form>`,
      )}
    </section>`
  const text = await layout(page, { title: t('team.eraseTitle', { name }), body })
  return page.c.html(text, typed === undefined ? 200 : 422)
}

export async function erase(page: Context): Promise<Response> {
  const creator = await readCreator(page)
  const typed = (await readForm(page)).get('name')?.trim().toLowerCase().replace(/^@/, '') ?? ''
  if (typed !== creator.username) return await askToErase(page, typed)
  await page.api.call('eraseBlog', { params: { id: creator.id }, query: { erase: 'true' } })
  // Its own page is gone, and a sentence with the name would keep it in a cookie.
  return goTo(page, '/creators', page.t('team.erased'))
}
