import { html } from 'hono/html'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { external } from '../../../../console/parts/external.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { picture } from '../../../../console/parts/picture.ts'
import type { Context, Draft } from './kit.ts'
import { pictureOfProof } from './proofs.ts'
import { isPriceToCheck, placeField, type DraftValues } from './values.ts'

/** Returns the picture to show large: the one with the price to check, otherwise the first. */
const mainPicture = (draft: Draft, chosen: number | undefined): number | undefined =>
  chosen ??
  (isPriceToCheck(draft) ? pictureOfProof(draft, 'price') : undefined) ??
  draft.pictures[0] ??
  draft.post.pictures[0]?.number

type Figure = {
  values: DraftValues
  /** The number of the picture that the person chose to see. */
  chosen: number | undefined
  /** The address of this draft, to which the number of a picture is added. */
  address: string
}

/** The main picture, the others with their place in the product, and the post they are from. */
export function figure(page: Context, draft: Draft, { values, chosen, address }: Figure) {
  const { t, formats } = page
  const { pictures, permalink, taken_at: at } = draft.post
  const main = mainPicture(draft, chosen)
  const hash = pictures.find(({ number }) => number === main)?.hash ?? null
  const day = t('postedOn', { day: formats.moment(new Date(at)) })
  return html`<figure>
    <span class="framed">${large(page, draft, hash, main)}</span>
    ${pictures.length === 0 ? '' : thumbnails(page, draft, { values, main, address })}
    <figcaption class="quiet">
      ${day} ${permalink === null ? '' : external(permalink, t('viewPost'))}
    </figcaption>
  </figure>`
}

const large = ({ t }: Context, { name }: Draft, hash: string | null, number: number | undefined) =>
  hash === null
    ? html`<span class="picture" dir="auto">${t('noPicture')}</span>`
    : html`<img
        class="picture"
        src="/console/images/${hash}"
        alt="${t('pictureOfName', { n: number ?? 1, name })}"
        width="400"
        height="400"
        dir="auto"
        decoding="async"
      />`

type Thumbnails = { values: DraftValues; main: number | undefined; address: string }

function thumbnails({ t }: Context, draft: Draft, { values, main, address }: Thumbnails) {
  const all = draft.post.pictures
  const [path = '', query = ''] = address.split('?')
  const addressOf = (number: number): string =>
    withQuery(path, { ...Object.fromEntries(new URLSearchParams(query)), picture: String(number) })
  return html`<fieldset class="draft-thumbs">
    <legend class="hidden">${t('pictures')}</legend>
    ${all.map(({ number, hash }) => {
      const name = placeField(number)
      const place = values.pictures.indexOf(number) + 1
      return html`<div>
        <a
          href="${addressOf(number)}"
          data-morph
          aria-label="${t('showPicture', { n: number })}"
          ${boolAttr(number === main, 'aria-current="true"')}
          >${picture({ hash, name: String(number), size: 40 })}</a
        >
        <select
          id="${name}-${draft.id}"
          name="${name}"
          aria-label="${t('pictureOf', { n: number })}"
        >
          <option value="" ${boolAttr(place === 0, 'selected')}>${t('leaveOut')}</option>
          ${all.map(
            (_, at) =>
              html`<option value="${at + 1}" ${boolAttr(place === at + 1, 'selected')}>
                ${t('place', { n: at + 1 })}
              </option>`,
          )}
        </select>
      </div>`
    })}
  </fieldset>`
}
