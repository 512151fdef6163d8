import { html } from 'hono/html'
import { refusable } from '../../../../console/kit/refusable.ts'
import { addressOf, goTo, readForm } from '../../../../console/page.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { layout } from '../../../../console/layout.ts'
import { pathOf, readCreator } from './frame.ts'
import type { Context } from './kit.ts'

type CategoryForm = { category: string; fault: string }

/** Why a creator is in its category, and which it should be. */
export async function showCategory(page: Context, typed?: CategoryForm): Promise<Response> {
  const [creator, { manual, topics }, names] = await Promise.all([
    readCreator(page),
    page.api.call('getBlogCategory', { params: { id: page.param('creator') } }),
    page.api.call('listCategoryNames', { query: { limit: 200 } }),
  ])
  const { t, formats, now } = page
  const body = html`<form
    class="card"
    method="post"
    action="${addressOf(pathOf(creator, 'category'))}"
  >
    ${
      manual === null
        ? ''
        : html`<p>
            ${t('team.categoryGiven', {
              time: formats.relative(new Date(manual.assigned_at), now),
              name: manual.category,
            })}
          </p>`
    }
    ${field({
      name: 'category',
      label: t('team.categoryField'),
      value: typed?.category ?? manual?.category,
      hint: t('team.categoryHint'),
      fault: typed?.fault,
      list: 'categories',
      isRequired: false,
    })}
    <datalist id="categories">
      ${names.data.map(({ name }) => html`<option value="${name}"></option>`)}
    </datalist>
    ${
      topics.length === 0
        ? ''
        : html`<div>
            <p class="hint">${t('team.categoryTopics')}</p>
            <ul>
              ${topics.map(
                ({ topic, category }) =>
                  html`<li>
                    ${topic} → ${category ?? html`<small>${t('team.categoryNone')}</small>`}
                  </li>`,
              )}
            </ul>
          </div>`
    }
    <footer>
      <a class="button" href="${addressOf(pathOf(creator))}" data-close>${t('common.cancel')}</a>
      <button class="main">${t('common.save')}</button>
    </footer>
  </form>`
  const title = t('team.categoryTitle', { name: creator.username })
  return page.c.html(await layout(page, { title, body }), typed ? 422 : 200)
}

export async function setCategory(page: Context): Promise<Response> {
  const creator = await readCreator(page)
  const category = (await readForm(page)).get('category')?.trim() ?? ''
  const call = page.api.call('setBlogCategory', {
    params: { id: page.param('creator') },
    body: { category: category === '' ? null : category },
  })
  const { answer, refusal } = await refusable(call, [422])
  if (refusal) {
    const fault = refusal.explain('category')
    return await showCategory(page, { category, fault })
  }
  const { manual } = answer
  const { t } = page
  const flash = manual
    ? t('team.categorySaved', { name: manual.category })
    : t('team.categoryTaken')
  return goTo(page, pathOf(creator), flash)
}
