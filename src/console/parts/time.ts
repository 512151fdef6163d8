import { html } from 'hono/html'
import type { PageContext } from '../page.ts'

/** A relative time, with the exact one in its title. */
export const time = ({ formats, now }: PageContext, iso: string) => {
  const at = new Date(iso)
  return html`<time datetime="${iso}" title="${formats.absolute(at)}"
    >${formats.relative(at, now)}</time
  >`
}
