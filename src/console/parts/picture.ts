import { html } from 'hono/html'
import { boolAttr } from './attributes.ts'

type Picture = {
  /** The picture's hash below /console/images; null without a picture. */
  hash: string | null
  /** Where the picture is, when it is not there. */
  address?: string | null
  name: string
  /** Letters instead of the first one of the name. */
  letters?: string
  /** Width and height in pixels. */
  size: 20 | 26 | 40 | 96
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

function drawn(
  { hash, address = null, name, letters, size, isLazy = size !== 96 }: Picture,
  look: string,
) {
  const source = address ?? (hash === null ? null : `/console/images/${hash}`)
  return source === null
    ? html`<span class="${look} size-${size}" aria-hidden="true" dir="auto"
        >${(letters ?? Array.from(name)[0])?.toUpperCase() ?? ''}</span
      >`
    : html`<img
        class="${look} size-${size}"
        src="${source}"
        alt=""
        width="${size}"
        height="${size}"
        ${boolAttr(isLazy, 'loading="lazy"')}
        decoding="async"
      />`
}
