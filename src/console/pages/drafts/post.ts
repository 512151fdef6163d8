import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { external } from '../../parts/external.ts'
import { sayIn, wordOf } from '../../words.ts'
import type { Draft } from './data.ts'
import { productFieldWords } from '../../words/product-fields.ts'
import { draftsWords } from './words.ts'

/** What the post says, with the words marked that values stand in. */
export function postOf(page: Page, draft: Draft) {
  const say = sayIn(page.language, draftsWords)
  const { permalink, caption } = draft.post
  return html`<section>
    <h2>${say('caption')}</h2>
    <p class="post-caption">
      ${caption === null ? say('noCaption') : marked(page, draft, caption)}
    </p>
    ${permalink === null ? '' : html`<p>${external(permalink, say('viewPost'))}</p>`}
  </section>`
}

type Place = { start: number; end: number; fields: string[] }

function marked({ language }: Page, draft: Draft, caption: string) {
  const label = (field: string): string =>
    wordOf(language, productFieldWords, `field_${field}`) ?? field
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
