import { html } from 'hono/html'
import type { UnboundDialog } from '../../connections/dialogs-store.ts'
import type { HttpContext } from '../../http/router.ts'

export const CONFIRM_PATH = '/api/ig/auth/confirm'

/** Like that of the other pages of a dialog, but with a form that leads back here. */
const POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/**
 * Asks the person who granted access whether the right user will own the connection. `code` is
 * Meta's, which this browser alone has: the person who began the dialog cannot send the form for
 * them.
 */
export async function confirmationPage(
  c: HttpContext,
  { owner, account, state, code }: UnboundDialog & { state: string; code: string },
): Promise<Response> {
  const name = owner ? `${owner.name} (${owner.login})` : 'the operators of this gramd'
  const what = account === null ? 'Connect your account' : `Authorize @${account} again`
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${what}?</title>
      </head>
      <body>
        <h1>${what}?</h1>
        <p>
          In gramd the connection will belong to <strong>${name}</strong>, who then reads the posts
          and numbers of the account. If you do not know them, close this page: nothing has been
          connected.
        </p>
        <form method="post" action="${CONFIRM_PATH}">
          <input type="hidden" name="state" value="${state}" />
          <input type="hidden" name="code" value="${code}" />
          <button>Connect it for ${name}</button>
        </form>
      </body>
    </html>`
  c.header('content-security-policy', POLICY)
  return c.html(page)
}
