import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, type Page, type Route } from '../../page.ts'
import { time } from '../../parts/time.ts'
import { sayIn } from '../../words.ts'
import { browserName } from './browser-name.ts'
import { profileWords } from './words.ts'

const Sessions = z.object({
  data: z.array(
    z.object({
      id: z.uuid(),
      is_this: z.boolean(),
      created_at: z.string(),
      seen_at: z.string(),
      address: z.string().nullable(),
      user_agent: z.string().nullable(),
    }),
  ),
})
type Session = z.output<typeof Sessions>['data'][number]

/** Where the user is signed in. */
export async function sessionsSection(page: Page) {
  const say = sayIn(page.language, profileWords)
  const { data } = await page.ask('GET /api/auth/sessions', Sessions)
  return html`<section>
    <h2>${say('sessions')}</h2>
    <p class="hint">${say('sessionsHint')}</p>
    <table class="list cards">
      <thead>
        <tr>
          <th>${say('device')}</th>
          <th>${say('address')}</th>
          <th class="number">${say('seen')}</th>
          <td><span class="hidden">${say('end')}</span></td>
        </tr>
      </thead>
      <tbody>
        ${data.map((each) => row(page, each))}
      </tbody>
    </table>
    ${
      data.length > 1
        ? html`<form method="post" action="/console/profile/sessions/end-others">
            <button>${say('endOthers')}</button>
          </form>`
        : ''
    }
  </section>`
}

function row(page: Page, session: Session) {
  const say = sayIn(page.language, profileWords)
  const { id, is_this: isThis, address, user_agent: agent } = session
  const name = browserName(agent) ?? say('unknownDevice')
  return html`<tr id="session-${id}">
    <td title="${agent ?? ''}">
      <strong>${name}</strong>
      ${isThis ? html`<p>${say('thisSession')}</p>` : ''}
    </td>
    <td><small>${address ?? '–'}</small></td>
    <td class="number">${time(page, session.seen_at)}</td>
    <td class="acts">
      ${
        isThis
          ? ''
          : html`<form method="post" action="/console/profile/sessions/${id}/end">
              <button aria-label="${say('endOne', { name })}">${say('end')}</button>
            </form>`
      }
    </td>
  </tr>`
}

export const sessionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/profile/sessions/end-others',
    async handle(page) {
      const Ended = z.object({ ended: z.int() })
      const { ended } = await page.ask('POST /api/auth/sessions/end-others', Ended)
      return goTo(page, '/profile', sayIn(page.language, profileWords)('ended', { n: ended }))
    },
  },
  {
    method: 'POST',
    path: '/profile/sessions/:id/end',
    async handle(page) {
      const id = encodeURIComponent(page.c.req.param('id') ?? '')
      await page.ask(`DELETE /api/auth/sessions/${id}`, z.unknown())
      return goTo(page, '/profile', sayIn(page.language, profileWords)('ended', { n: 1 }))
    },
  },
]
