import { html } from 'hono/html'
import type { ProblemError } from '../user-client.ts'
import type { PageContext } from '../page.ts'
import { notice } from '../layout.ts'
import { translator, messageOf } from '../messages.ts'
import { causeWords } from '../words/causes.ts'
import { frameMessages } from '../words/frame.ts'
import { quoted } from './original.ts'

/** Explains a refused action, by its code if there is a text, otherwise with the API's message. */
export function refused(page: PageContext, { problem }: ProblemError) {
  const { language } = page
  const known = messageOf(language, causeWords, problem.code)
  return html`<div class="refused">
    ${notice(known ?? translator(language, frameMessages)('refused'))}
    ${known === undefined ? html`<p>${quoted(page, problem.detail)}</p>` : ''}
  </div>`
}
