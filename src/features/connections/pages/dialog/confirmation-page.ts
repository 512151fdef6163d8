import { html } from 'hono/html'
import type { HttpContext } from '../../../../http/router.ts'
import { languageOf, textsIn } from './language.ts'

export const CONFIRM_PATH = '/api/ig/auth/confirm'

/** The place of the owner in a sentence, whose name may be in any script. */
const PLACE = '\uFFFC'

/** Like that of the other pages of a dialog, but with a form that leads back here. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

type Dialog = {
  /** The future owner of the connection; null for the service. */
  owner: { login: string; name: string } | null
  /** The account that is authorized again. */
  account: string | null
}

/**
 * Asks the person who granted access whether the right user will own the connection. `code` is
 * Meta's, which this browser alone has: the person who began the dialog cannot send the form for
 * them.
 */
export async function confirmationPage(
  c: HttpContext,
  { owner, account, state, code }: Dialog & { state: string; code: string },
): Promise<Response> {
  const language = languageOf(c)
  const t = textsIn(language)
  const name = owner ? `${owner.name} (${owner.login})` : t('confirmOperators')
  const title = account === null ? t('confirmTitle') : t('confirmAgainTitle', { name: account })
  const [before = '', after = ''] = t('confirmText', { owner: PLACE }).split(PLACE)
  const page = await html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${before}<strong dir="auto">${name}</strong>${after}</p>
        <form method="post" action="${CONFIRM_PATH}">
          <input type="hidden" name="state" value="${state}" />
          <input type="hidden" name="code" value="${code}" />
          <button>${t('confirmSubmit', { owner: name })}</button>
        </form>
      </body>
    </html>`
  c.header('content-security-policy', POLICY)
  return c.html(page)
}
