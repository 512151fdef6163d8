import { html } from 'hono/html'
import type { Ending } from '../../connections/finish.ts'
import type { AppError } from '../../base/errors.ts'
import type { HttpContext } from '../../http/router.ts'

/** Nothing on the page comes from elsewhere, and it has neither scripts nor styles. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const CONSOLE_PAGE = '/console/own-accounts'

/** Relative, so that it leads to the host that the browser came to. */
export const consoleAddress = (
  page: string | null,
  query: Readonly<Record<string, string>>,
): string => `${page ?? CONSOLE_PAGE}?${new URLSearchParams(query).toString()}`

type Outcome = { ending: Ending; error?: never } | { error: AppError; ending?: never }

/** Shows how a dialog ended that a program began. */
export async function returnPage(
  c: HttpContext,
  { publicUrl, ...outcome }: Outcome & { publicUrl?: string | undefined },
): Promise<Response> {
  const { title, text } = wordsOf(outcome)
  const home = `${publicUrl ?? ''}${CONSOLE_PAGE}`
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${text}</p>
        <p><a href="${home}">gramd</a></p>
      </body>
    </html>`
  c.header('content-security-policy', POLICY)
  return c.html(page, outcome.error?.status ?? 200)
}

function wordsOf({ ending, error }: Outcome): { title: string; text: string } {
  if (error) {
    const text =
      error.code === 'defect' ? 'gramd has a defect; its log has the details' : error.message
    return { title: 'The account was not connected', text: `${text}.` }
  }
  if (ending.kind === 'choices') {
    const names = ending.choices.map(({ username }) => `@${username}`).join(', ')
    return {
      title: 'Which accounts?',
      text:
        `Several were granted: ${names}. Whoever began this chooses from them within 15 ` +
        `minutes, by POST /api/ig/auth/choose with the grant ${ending.grant}.`,
    }
  }
  const { username, rightsMissing } = ending.connected
  const missing = rightsMissing.length > 0 ? ` Not granted: ${rightsMissing.join(', ')}.` : ''
  return {
    title: `@${username} is connected`,
    text: `gramd reads its posts and their metrics from now on. You can close this page.${missing}`,
  }
}
