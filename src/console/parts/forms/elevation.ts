import { html } from 'hono/html'
import { ownAddress, type Page } from '../../page.ts'
import { translator } from '../../messages.ts'
import { frameMessages } from '../../words/frame.ts'

/** `forms` for whoever has given the password just now, else the way to do that. */
export function elevated(page: Page, forms: () => unknown): unknown {
  if (page.me?.elevated) return forms()
  const say = translator(page.language, frameMessages)
  const next = new URLSearchParams({ next: ownAddress(page) })
  return html`<p class="hint">${say('elevateFirst')}</p>
    <p><a class="button" href="/console/confirm?${next.toString()}">${say('elevate')}</a></p>`
}

/** The way to give the password again, to a page that only asks for what needs it; null if done. */
export function toElevation(page: Page): Response | null {
  if (page.me?.elevated) return null
  const next = new URLSearchParams({ next: ownAddress(page) })
  return page.c.redirect(`/console/confirm?${next.toString()}`, 303)
}
