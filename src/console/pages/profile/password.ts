import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page, type Route } from '../../page.ts'
import { elevated } from '../../parts/elevation.ts'
import { field, tickField } from '../../parts/field.ts'
import { sayIn } from '../../words.ts'
import { profileWords } from './words.ts'

export function passwordSection(page: Page, fault?: string) {
  const say = sayIn(page.language, profileWords)
  const form = () =>
    html`<form class="card" method="post" action="/console/profile/password">
      ${field({
        name: 'password',
        label: say('newPassword'),
        type: 'password',
        autocomplete: 'new-password',
        hint: say('newPasswordHint'),
        fault,
      })}
      ${tickField({ name: 'end_tokens', label: say('endTokens'), isChosen: false })}
      <footer><button class="main">${say('changePassword')}</button></footer>
    </form>`
  return html`<section>
    <h2>${say('password')}</h2>
    <p class="hint">${say('passwordHint')}</p>
    ${elevated(page, form)}
  </section>`
}

/** `refuse` shows the page again with what is wrong. */
export const passwordRoutes = (
  refuse: (page: Page, fault: string) => Promise<Response>,
): readonly Route[] => [
  {
    method: 'POST',
    path: '/profile/password',
    async handle(page) {
      const say = sayIn(page.language, profileWords)
      const form = await readForm(page)
      const body = {
        password: form.get('password') ?? '',
        end_tokens: form.get('end_tokens') !== null,
      }
      try {
        const Ended = z.object({ ended: z.int() })
        const { ended } = await page.ask('POST /api/auth/password', Ended, { body })
        return goTo(page, '/profile', say('passwordChanged', { n: ended }))
      } catch (error) {
        const reason = error instanceof ProblemError ? error.reasonAt('password') : undefined
        if (reason === undefined) throw error
        return await refuse(page, `${say('badPassword')} ${reason}`)
      }
    },
  },
]
