import { html } from 'hono/html'
import { details } from '../../../console/parts/details.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { layout } from '../../../console/layout.ts'
import { creatorsLink } from './list.ts'
import type { CategoryDetail, Context } from './kit.ts'

export async function showCategory(page: Context): Promise<Response> {
  const { t } = page
  const category = await page.api.call('getCategory', { params: { category: page.param('id') } })
  const body = html`<div class="columns wide">
    <div>${guessedTable(page, category)}</div>
    ${details([
      [t('creators'), creatorsLink(page, category.name, category.creators)],
      [t('primary'), page.formats.number(category.primary_creators)],
      [
        t('synonyms'),
        category.synonyms.length === 0
          ? t('noSynonyms')
          : html`<bdi>${category.synonyms.join(', ')}</bdi>`,
      ],
    ])}
  </div>`
  const path = `/console/categories/${category.id}`
  const actions = page.may('creators:write')
    ? html`<a class="button" href="${path}/edit" data-dialog>${t('edit')}</a>
        <a class="button" href="${path}/merge" data-dialog>${t('merge')}</a>
        <a class="button remove" href="${path}/delete" data-dialog>${t('remove')}</a>`
    : ''
  return page.c.html(await layout(page, { title: category.name, body, actions }))
}

function guessedTable(page: Context, { guessed_topics: topics }: CategoryDetail) {
  const { t } = page
  return html`<section>
    <h2>${t('guessed')}</h2>
    ${
      topics.length === 0
        ? html`<p class="hint">${t('noGuessed')}</p>`
        : html`<p class="hint">${t('guessedLead')}</p>
            <div class="scroll" tabindex="0" role="region" aria-label="${t('guessed')}">
              <table class="list plain">
                <thead>
                  <tr>
                    <th>${t('topic')}</th>
                    <th>${t('how')}</th>
                    <th class="number">${t('creators')}</th>
                    <td></td>
                  </tr>
                </thead>
                <tbody>
                  ${topics.map(
                    ({ topic, matched_by: by, creators }) =>
                      html`<tr>
                        <td dir="auto">${topic}</td>
                        <td><small>${t(`by_${by}`)}</small></td>
                        <td class="number">${page.formats.number(creators)}</td>
                        <td class="acts">
                          ${
                            page.may('creators:write')
                              ? html`<a
                                  class="button"
                                  href="${withQuery('/console/categories/topics/map', { id: topic })}"
                                  data-dialog
                                  >${t('map')}</a
                                >`
                              : ''
                          }
                        </td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
    }
  </section>`
}
