import { html } from 'hono/html'
import { when } from './attributes.ts'

type Picture = {
  /** Below /console/images; null if we have none. */
  hash: string | null
  name: string
  /** In pixels, both ways. */
  size: 26 | 40 | 96
  /** Loaded once it comes into view; a large one is not, unless it stands in a list. */
  isLazy?: boolean
}

/** A picture from our own store, else the first letter of the name; it stands beside the name. */
export const picture = ({ hash, name, size, isLazy = size !== 96 }: Picture) =>
  hash === null
    ? html`<span class="picture size-${size}" aria-hidden="true"
        >${Array.from(name)[0]?.toUpperCase() ?? ''}</span
      >`
    : html`<img
        class="picture size-${size}"
        src="/console/images/${hash}"
        alt=""
        width="${size}"
        height="${size}"
        ${when(isLazy, 'loading="lazy"')}
        decoding="async"
      />`
