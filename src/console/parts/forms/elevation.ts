import { html } from 'hono/html'
import { ownAddress, type PageContext } from '../../page.ts'
import { translator } from '../../messages.ts'
import { frameMessages } from '../../words/frame.ts'

/** Shows `forms` to a user who has just given the password, otherwise a link to give it. */
export function elevated(page: PageContext, forms: () => unknown): unknown {
  if (page.me?.elevated) return forms()
  const t = translator(page.language, frameMessages)
  const next = new URLSearchParams({ next: ownAddress(page) })
  return html`<p class="hint">${t('elevateFirst')}</p>
    <p><a class="button" href="/console/confirm?${next.toString()}">${t('elevate')}</a></p>`
}

/**
 * Redirects to the password page, for a page that consists of elevated actions only; null if
 * already elevated.
 */
export function toElevation(page: PageContext): Response | null {
  if (page.me?.elevated) return null
  const next = new URLSearchParams({ next: ownAddress(page) })
  return page.c.redirect(`/console/confirm?${next.toString()}`, 303)
}
