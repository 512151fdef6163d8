import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { details } from '../../parts/details.ts'
import { withQuery } from '../../parts/pager.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { CategoryDetail, idOf } from './category.ts'
import { creatorsLink } from './list.ts'
import { categoriesWords } from './words.ts'

export async function showCategory(page: Page): Promise<Response> {
  const say = sayIn(page.language, categoriesWords)
  const category = await page.ask(`GET /api/categories/${idOf(page)}`, CategoryDetail)
  const body = html`<div class="columns wide">
    <div>${guessedTable(page, category)}</div>
    ${details([
      [say('creators'), creatorsLink(page, category.name, category.creators)],
      [say('primary'), page.formats.number(category.primary_creators)],
      [
        say('synonyms'),
        category.synonyms.length === 0 ? say('noSynonyms') : category.synonyms.join(', '),
      ],
    ])}
  </div>`
  const path = `/console/categories/${category.id}`
  const actions = page.may('creators:write')
    ? html`<a class="button" href="${path}/edit" data-dialog>${say('edit')}</a>
        <a class="button" href="${path}/merge" data-dialog>${say('merge')}</a>
        <a class="button" href="${path}/delete" data-dialog>${say('remove')}</a>`
    : ''
  return page.c.html(await shell(page, { title: category.name, body, actions }))
}

function guessedTable(page: Page, { guessed_topics: topics }: CategoryDetail) {
  const say = sayIn(page.language, categoriesWords)
  return html`<section>
    <h2>${say('guessed')}</h2>
    ${
      topics.length === 0
        ? html`<p class="hint">${say('noGuessed')}</p>`
        : html`<p class="hint">${say('guessedLead')}</p>
            <div class="scroll" tabindex="0" role="region" aria-label="${say('guessed')}">
              <table class="list plain">
                <thead>
                  <tr>
                    <th>${say('topic')}</th>
                    <th>${say('how')}</th>
                    <th class="number">${say('creators')}</th>
                    <td></td>
                  </tr>
                </thead>
                <tbody>
                  ${topics.map(
                    ({ topic, matched_by: by, creators }) =>
                      html`<tr>
                        <td>${topic}</td>
                        <td><small>${say(`by_${by}`)}</small></td>
                        <td class="number">${page.formats.number(creators)}</td>
                        <td class="acts">
                          ${
                            page.may('creators:write')
                              ? html`<a
                                  class="button"
                                  href="${withQuery('/console/categories/topics/map', { id: topic })}"
                                  data-dialog
                                  >${say('map')}</a
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
