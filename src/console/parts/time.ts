import { html } from 'hono/html'
import type { Page } from '../page.ts'

/** A time as people say it, exact in its title. */
export const time = ({ formats, now }: Page, iso: string) => {
  const at = new Date(iso)
  return html`<time datetime="${iso}" title="${formats.absolute(at)}"
    >${formats.relative(at, now)}</time
  >`
}
