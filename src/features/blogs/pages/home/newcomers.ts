import { html } from 'hono/html'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { nameOf, type Changed, type Changes, type Context } from './kit.ts'

/** The newest creators of the saved search that found most since the last visit. */
export function newcomers(page: Context, { data }: Changes) {
  const { t } = page
  const [view] = data.toSorted(
    (one, other) => (other.entered?.count ?? 0) - (one.entered?.count ?? 0),
  )
  const entered = view?.entered
  if (!entered || entered.count === 0) return ''
  return html`<section aria-labelledby="newcomers">
    <div class="title">
      <h2 id="newcomers">${t('newIn', { name: view.name })}</h2>
      <a href="/console/creators?${view.query}&amp;sort=created_at"
        >${t('lookAtAll', { n: entered.count })}</a
      >
    </div>
    <ul class="newcomers">
      ${entered.creators.map((creator) => newcomer(page, creator))}
    </ul>
  </section>`
}

function newcomer({ t, formats }: Context, creator: Changed) {
  const { id, username, post_picture_hash: shot, er, er_percentile: place } = creator
  const numbers = [
    creator.follower_count === null ? undefined : formats.compact(creator.follower_count),
    er === null ? undefined : formats.percent(er),
  ].filter((each) => each !== undefined)
  return html`<li>
    <a href="/console${creatorPath(username, id)}">
      ${
        shot === null
          ? html`<span class="shot"
              >${picture({ hash: creator.avatar_hash, name: username, size: 96 })}</span
            >`
          : html`<img
              class="shot"
              src="/console/images/${shot}"
              alt=""
              width="125"
              height="156"
              loading="lazy"
              decoding="async"
            />`
      }
      <strong dir="auto">${nameOf(creator)}</strong>
    </a>
    <small>${numbers.length === 0 ? t('notRead') : numbers.join(' · ')}</small>
    ${place === null ? '' : html`<small>${t('higherThan', { share: formats.percent(place / 100) })}</small>`}
  </li>`
}
