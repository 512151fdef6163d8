import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { addressOf, goTo, readForm, type Page } from '../../page.ts'
import { elevated } from '../../parts/elevation.ts'
import { field } from '../../parts/field.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { creatorId, pathOf, readCreator } from './frame.ts'
import { teamWords } from './team-words.ts'

const Counts = z.object({
  username: z.string(),
  posts: z.int(),
  highlights: z.int(),
  snapshots: z.int(),
  tasks: z.int(),
  other_blogs: z.array(z.string()),
})

/** What goes, that it stays gone, and the name to type: nobody erases by a slip. */
export async function askToErase(page: Page, typed?: string): Promise<Response> {
  const say = sayIn(page.language, teamWords)
  const [creator, { other_blogs: others, username: name, ...counts }] = await Promise.all([
    readCreator(page),
    page.ask(`GET /api/blogs/${creatorId(page)}/erasure`, Counts),
  ])
  const body = html`<div class="consequences">
      <p>${say('eraseWhat', counts)}</p>
      <p>${say('eraseNames')}</p>
      <p>${say('eraseStays')}</p>
      ${
        others.length === 0
          ? ''
          : html`<p>
              ${say('eraseOthers', { names: others.map((each) => `@${each}`).join(', ') })}
            </p>`
      }
      <p><strong>${say('eraseNoUndo')}</strong></p>
    </div>
    <section>
      ${elevated(
        page,
        () =>
          html`<form class="card" method="post" action="${addressOf(pathOf(creator, 'erase'))}">
            ${field({
              name: 'name',
              label: say('eraseField', { name }),
              value: typed,
              fault: typed === undefined ? undefined : say('eraseMismatch'),
            })}
            <footer>
              <a class="button" href="${addressOf(pathOf(creator, 'team'))}"
                >${sayIn(page.language, frameWords)('leave')}</a
              >
              <button class="main danger">${say('eraseSubmit', { name })}</button>
            </footer>
          </form>`,
      )}
    </section>`
  const text = await shell(page, { title: say('eraseTitle', { name }), body })
  return page.c.html(text, typed === undefined ? 200 : 422)
}

export async function erase(page: Page): Promise<Response> {
  const creator = await readCreator(page)
  const typed = (await readForm(page)).get('name')?.trim().toLowerCase().replace(/^@/, '') ?? ''
  if (typed !== creator.username) return await askToErase(page, typed)
  await page.ask(`DELETE /api/blogs/${creator.id}`, z.unknown(), { query: { erase: 'true' } })
  // Its own page is gone, and a sentence with the name would keep it in a cookie.
  return goTo(page, '/creators', sayIn(page.language, teamWords)('erased'))
}
