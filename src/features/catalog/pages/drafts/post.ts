import { html } from 'hono/html'
import { external } from '../../../../console/parts/external.ts'
import type { Context, Draft } from './kit.ts'

/** Shows the post, with the words of its caption that give values highlighted. */
export function postOf(page: Context, draft: Draft) {
  const { t } = page
  const { permalink, caption } = draft.post
  return html`<section>
    <h2>${t('caption')}</h2>
    <p class="post-caption" dir="auto">
      ${caption === null ? t('noCaption') : marked(page, draft, caption)}
    </p>
    ${permalink === null ? '' : html`<p>${external(permalink, t('viewPost'))}</p>`}
  </section>`
}

type Place = { start: number; end: number; fields: string[] }

function marked({ findText }: Context, draft: Draft, caption: string) {
  const label = (field: string): string => findText(`product.field_${field}`) ?? field
  const parts: unknown[] = []
  let at = 0
  for (const { start, end, fields } of placesIn(draft)) {
    parts.push(caption.slice(at, start))
    const title = [...new Set(fields.map(label))].join(', ')
    parts.push(html`<mark title="${title}">${caption.slice(start, end)}</mark>`)
    at = end
  }
  return html`${parts}${caption.slice(at)}`
}

/** The places of values in the caption, in order; those that overlap are one. */
function placesIn({ evidence }: Draft): Place[] {
  const found = Object.entries(evidence).flatMap(([name, place]) =>
    place.kind === 'caption' ? [{ ...place, field: name.split('.')[0] ?? name }] : [],
  )
  const places: Place[] = []
  for (const { start, end, field } of found.toSorted((a, b) => a.start - b.start)) {
    const last = places.at(-1)
    if (last === undefined || start >= last.end) places.push({ start, end, fields: [field] })
    else {
      last.end = Math.max(last.end, end)
      last.fields.push(field)
    }
  }
  return places
}
