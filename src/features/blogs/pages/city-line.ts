import { html } from 'hono/html'
import type { RowOf } from '../../../console/api.ts'
import { cityIn } from '../../../places/cities.ts'

type Placed = Pick<RowOf<'listBlogs'>, 'city' | 'city_id' | 'city_source' | 'city_posts'>

type Page = {
  language: string
  t: (
    key: `creator.city${'Written' | 'Tagged' | 'Biography' | 'Inferred'}`,
    values?: { n: number },
  ) => string
}

/** "Almaty · from the biography": people judge a city by its source. */
export function cityLine(page: Page, creator: Placed): unknown {
  const name = cityIn(page.language, creator)
  if (name === undefined) return html`<small class="none">–</small>`
  return html`${name} <small class="line">${sourceOf(page, creator)}</small>`
}

function sourceOf({ t }: Page, { city_source: source, city_posts: posts }: Placed): string {
  const n = posts ?? 0
  if (source === 'written') return t('creator.cityWritten')
  if (source === 'tagged') return t('creator.cityTagged', { n })
  return source === 'biography' ? t('creator.cityBiography') : t('creator.cityInferred', { n })
}
