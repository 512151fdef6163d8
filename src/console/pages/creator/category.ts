import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, goTo, readForm, type Page } from '../../page.ts'
import { field } from '../../parts/field.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { creatorId, pathOf, readCreator } from './frame.ts'
import { teamWords } from './team-words.ts'

const Categories = z.object({
  given: z.object({ category: z.string(), given_at: z.string() }).nullable(),
  topics: z.array(z.object({ topic: z.string(), category: z.string().nullable() })),
})
const Names = z.object({ data: z.array(z.object({ name: z.string() })) })

type Given = { category: string; fault: string }

/** Why a creator is in its category, and which it should be. */
export async function showCategory(page: Page, typed?: Given): Promise<Response> {
  const say = sayIn(page.language, teamWords)
  const [creator, { given, topics }, names] = await Promise.all([
    readCreator(page),
    page.ask(`GET /api/blogs/${creatorId(page)}/category`, Categories),
    page.ask('GET /api/category-names', Names, { query: { limit: 200 } }),
  ])
  const { formats, now } = page
  const body = html`<form
    class="card"
    method="post"
    action="${addressOf(pathOf(creator, 'category'))}"
  >
    ${
      given === null
        ? ''
        : html`<p>
            ${say('categoryGiven', {
              time: formats.relative(new Date(given.given_at), now),
              name: given.category,
            })}
          </p>`
    }
    ${field({
      name: 'category',
      label: say('categoryField'),
      value: typed?.category ?? given?.category,
      hint: say('categoryHint'),
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
            <p class="hint">${say('categoryTopics')}</p>
            <ul>
              ${topics.map(
                ({ topic, category }) =>
                  html`<li>
                    ${topic} → ${category ?? html`<small>${say('categoryNone')}</small>`}
                  </li>`,
              )}
            </ul>
          </div>`
    }
    <footer>
      <a class="button" href="${addressOf(pathOf(creator))}" data-close
        >${sayIn(page.language, frameWords)('cancel')}</a
      >
      <button class="main">${sayIn(page.language, frameWords)('save')}</button>
    </footer>
  </form>`
  const title = say('categoryTitle', { name: creator.username })
  return page.c.html(await shell(page, { title, body }), typed ? 422 : 200)
}

export async function setCategory(page: Page): Promise<Response> {
  const say = sayIn(page.language, teamWords)
  const creator = await readCreator(page)
  const category = (await readForm(page)).get('category')?.trim() ?? ''
  try {
    const { given } = await page.ask(`PUT /api/blogs/${creatorId(page)}/category`, Categories, {
      body: { category: category === '' ? null : category },
    })
    const told = given ? say('categorySaved', { name: given.category }) : say('categoryTaken')
    return goTo(page, pathOf(creator), told)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 422) throw error
    const fault = error.reasonAt('category') ?? error.problem.detail
    return await showCategory(page, { category, fault })
  }
}
