import { html } from 'hono/html'
import type { Page } from '../page.ts'

/** A relative time, with the exact one in its title. */
export const time = ({ formats, now }: Page, iso: string) => {
  const at = new Date(iso)
  return html`<time datetime="${iso}" title="${formats.absolute(at)}"
    >${formats.relative(at, now)}</time
  >`
}
