import { html } from 'hono/html'
import { boolAttr } from './attributes.ts'

type Picture = {
  /** The picture's hash below /console/images; null without a picture. */
  hash: string | null
  name: string
  /** Letters instead of the first one of the name. */
  letters?: string
  /** Width and height in pixels. */
  size: 26 | 40 | 96
  /** Loaded once it comes into view; by default for all but large pictures. */
  isLazy?: boolean
}

/**
 * A picture of a post or a product from our own store, otherwise the first letter of the name; the
 * name is shown beside it.
 */
export const picture = (props: Picture) => drawn(props, 'picture')

/** The picture of a person or an account, which is round. */
export const avatar = (props: Picture) => drawn(props, 'picture avatar')

const drawn = ({ hash, name, letters, size, isLazy = size !== 96 }: Picture, look: string) =>
  hash === null
    ? html`<span class="${look} size-${size}" aria-hidden="true" dir="auto"
        >${(letters ?? Array.from(name)[0])?.toUpperCase() ?? ''}</span
      >`
    : html`<img
        class="${look} size-${size}"
        src="/console/images/${hash}"
        alt=""
        width="${size}"
        height="${size}"
        ${boolAttr(isLazy, 'loading="lazy"')}
        decoding="async"
      />`
