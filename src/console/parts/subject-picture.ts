import { html } from 'hono/html'
import type { RowOf } from '../api.ts'
import type { PageContext } from '../page.ts'
import { avatar } from './picture.ts'

type Pictured = Pick<RowOf<'listOwnNotifications'>, 'picture'>

/**
 * The picture of a thing for readers who may see it; undefined without one. People are round, posts
 * and products are not.
 */
export function subjectPicture(
  page: PageContext,
  { picture }: Pictured,
  { isPerson, size }: { isPerson: boolean; size: 26 | 40 },
) {
  if (picture === null) return undefined
  const { sha256, upload_id: upload } = picture
  if (sha256 !== null && page.may('creators:read')) {
    if (isPerson) return avatar({ hash: sha256, name: '', size })
    return shot(`/console/images/${sha256}`, size)
  }
  if (upload === null || !page.may('publishing:read')) return undefined
  return shot(`/console/posts/files/${upload}`, size)
}

const shot = (address: string, size: number) =>
  html`<img
    class="picture size-${size}"
    src="${address}"
    alt=""
    width="${size}"
    height="${size}"
    loading="lazy"
    decoding="async"
  />`
