import { html } from 'hono/html'
import { EditConflictError } from '../edit-conflict.ts'
import type { ProblemError } from '../user-client.ts'
import type { PageContext } from '../page.ts'
import { notice } from '../layout.ts'
import { translator, messageOf } from '../messages.ts'
import { causeWords } from '../words/causes.ts'
import { frameMessages } from '../words/frame.ts'
import { conflictPanel, type FieldLabels } from './forms/conflict.ts'
import { original } from './original.ts'

/**
 * Explains a refused action, by its code if there is a text, otherwise by its faults and the API's
 * message. After a colleague's change, the form has both texts of each field.
 */
export function refused(page: PageContext, error: ProblemError, labels: FieldLabels = {}) {
  if (error instanceof EditConflictError) return conflictPanel(page, error, labels)
  const { language } = page
  const { problem } = error
  const known = messageOf(language, causeWords, problem.code)
  if (known !== undefined) return html`<div class="refused">${notice(known)}</div>`
  const general = translator(language, frameMessages)('refused')
  const cause = language === 'en' ? general : error.explain()
  return html`<div class="refused">${notice(cause)} ${original(page, problem.detail)}</div>`
}
