import { html } from 'hono/html'
import { picture } from '../../../../console/parts/picture.ts'
import { nameOf, type Changes, type Context, type View } from './kit.ts'

const FACES = 3
const MAX_NAMES = 2

/** The saved searches, each with what it found and lost since the last visit. */
export function searches(page: Context, { data, total }: Changes) {
  const { t } = page
  return html`<section aria-labelledby="searches">
    <div class="title">
      <h2 id="searches">${t('searches')}</h2>
      ${total > data.length ? html`<a href="/console/creators/views">${t('allViews', { n: total })}</a>` : ''}
    </div>
    ${
      data.length === 0
        ? html`<p class="hint">${t('noViews')}</p>`
        : html`<ul class="home-cards">
            ${data.map((view) => card(page, view))}
          </ul>`
    }
  </section>`
}

function card(page: Context, view: View) {
  const { t, formats } = page
  const { entered, left } = view
  return html`<li class="panel">
    <a class="name" href="/console/creators?${view.query}">
      <strong dir="auto">${view.name}</strong>
      <span class="number">${view.matches === null ? '' : formats.number(view.matches)}</span>
    </a>
    ${
      entered === null
        ? html`<p>${t(view.matches === null ? 'tooMany' : 'comparedNext')}</p>`
        : entered.count === 0
          ? html`<p>${t('nothingEntered')}</p>`
          : html`<p class="faces">
              ${entered.creators
                .slice(0, FACES)
                .map(({ avatar_hash: hash, username }) =>
                  picture({ hash, name: username, size: 26 }),
                )}
              <a href="/console/creators?${view.query}&amp;sort=created_at"
                ><strong>${t('entered', { n: entered.count })}</strong></a
              >
            </p>`
    }
    ${left !== null && left.count > 0 ? html`<p class="quiet">${leftText(page, left)}</p>` : ''}
  </li>`
}

/** The creators that no longer fit, by name where they are few. */
function leftText({ t }: Context, { count, creators }: NonNullable<View['left']>) {
  const names = creators.slice(0, MAX_NAMES).map(nameOf)
  if (count > MAX_NAMES || names.length === 0) return t('left', { n: count })
  return html`${t('left', { n: count })}: <span dir="auto">${names.join(', ')}</span>`
}
