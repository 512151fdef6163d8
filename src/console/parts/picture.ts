import { html } from 'hono/html'
import { boolAttr } from './attributes.ts'

type Picture = {
  /** The picture's hash below /console/images; null without a picture. */
  hash: string | null
  name: string
  /** Width and height in pixels. */
  size: 26 | 40 | 96
  /** Loaded once it comes into view; by default for all but large pictures. */
  isLazy?: boolean
}

/**
 * A picture from our own store, otherwise the first letter of the name; the name is shown beside
 * it.
 */
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
        ${boolAttr(isLazy, 'loading="lazy"')}
        decoding="async"
      />`
