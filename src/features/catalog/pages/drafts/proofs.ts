import { html } from 'hono/html'
import type { Context, Draft } from './kit.ts'

/** The words of the caption that give values, and the number that marks them. */
type Proof = { number: number; start: number; end: number; fields: string[] }

/** Returns the proofs in the caption of a draft, in its order; those that overlap are one. */
function proofsIn({ evidence, edited }: Draft): Proof[] {
  const found = Object.entries(evidence).flatMap(([name, place]) => {
    const field = fieldOf(name)
    const isProof = place.kind === 'caption' && !edited.includes(field)
    return isProof ? [{ ...place, field }] : []
  })
  const proofs: Proof[] = []
  for (const { start, end, field } of found.toSorted((a, b) => a.start - b.start)) {
    const last = proofs.at(-1)
    if (last === undefined || start >= last.end)
      proofs.push({ number: proofs.length + 1, start, end, fields: [field] })
    else {
      last.end = Math.max(last.end, end)
      last.fields.push(field)
    }
  }
  return proofs
}

/** Each variant has its own evidence, such as `variants.0`. */
const fieldOf = (name: string): string => name.split('.')[0] ?? name

/** The numbers of the proofs of a field, each a link to its words in the caption. */
export function numbersOf(page: Context, draft: Draft, field: string) {
  const { t } = page
  const caption = draft.post.caption ?? ''
  return proofsIn(draft)
    .filter(({ fields }) => fields.includes(field))
    .map(({ number, start, end }) => {
      const where = t('evidenceCaption', { words: caption.slice(start, end) })
      return html`<a
        class="proof"
        href="#proof-${number}"
        title="${where}"
        aria-label="${number}, ${where}"
        >${number}</a
      >`
    })
}

/** Returns the number of the picture that a value was read in; undefined for none. */
export const pictureOfProof = ({ evidence }: Draft, field: string): number | undefined =>
  Object.entries(evidence)
    .flatMap(([name, place]) =>
      fieldOf(name) === field && place.kind === 'picture' ? [place.number] : [],
    )
    .at(0)

/** The caption of the post; its words that give values have the number of their fields. */
export function captionOf(page: Context, draft: Draft) {
  const { t } = page
  const { caption } = draft.post
  const text = caption === null ? t('noCaption') : marked(page, draft, caption)
  return html`<div class="draft-caption">
    <p class="quiet">${t('caption')}</p>
    <p class="post-caption" dir="auto">${text}</p>
  </div>`
}

function marked({ findText }: Context, draft: Draft, caption: string) {
  const label = (field: string): string => findText(`product.field_${field}`) ?? field
  const parts: unknown[] = []
  let at = 0
  for (const { number, start, end, fields } of proofsIn(draft)) {
    const title = [...new Set(fields.map(label))].join(', ')
    parts.push(
      caption.slice(at, start),
      html`<mark id="proof-${number}" title="${title}"
        >${caption.slice(start, end)}<sup>${number}</sup></mark
      >`,
    )
    at = end
  }
  return html`${parts}${caption.slice(at)}`
}
