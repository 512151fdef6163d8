import { html } from 'hono/html'
import { badge } from '../../../../console/parts/badge.ts'
import { bullet } from '../../../../console/parts/figures/bullet.ts'
import { thumbnail } from '../posts/media.ts'
import { postBadge, postTitle } from '../states.ts'
import type { AgendaPost, Context } from './kit.ts'

const MAX_POSTS = 6

/** The posts of yesterday, with their views beside the usual ones at the same age. */
export function yesterday(page: Context, posts: readonly AgendaPost[]) {
  const { t, formats } = page
  const out = posts.filter(({ executions }) => Object.keys(executions).length > 0)
  if (out.length === 0) return ''
  const accounts = out.reduce((sum, { executions }) => sum + (executions.success ?? 0), 0)
  const failed = out.reduce((sum, { executions }) => sum + (executions.failed ?? 0), 0)
  const summary = t('yesterday', {
    n: out.length,
    accounts: t('accounts', { n: accounts }),
    failed: failed === 0 ? t('noneFailed') : t('someFailed', { n: failed }),
  })
  return html`<section aria-labelledby="yesterday">
    <div class="title">
      <h2 id="yesterday">${summary}</h2>
      <a href="/console/publishing-stats">${t('statistics')}</a>
    </div>
    <ul class="tiles">
      ${out.slice(0, MAX_POSTS).map((post) => {
        const { success = 0 } = post.executions
        return html`<li class="panel">
          ${thumbnail(post.media ?? undefined)}
          <div>
            <a
              class="name"
              href="/console/posts/${post.id}"
              dir="auto"
              lang="${post.language ?? ''}"
              >${postTitle(page, post)}</a
            >
            <p class="quiet">
              ${post.at === null ? '' : formats.clock(new Date(post.at))}
              ${
                post.status === 'completed'
                  ? badge('done', t('onAll', { n: success }))
                  : postBadge(page, post.status)
              }
            </p>
            ${numbers(page, post)}
          </div>
        </li>`
      })}
    </ul>
  </section>`
}

function numbers(page: Context, { measured, executions }: AgendaPost) {
  const { t, formats } = page
  if (measured === null) return html`<p class="quiet">${t('noNumbers')}</p>`
  const { views, usual, accounts } = measured
  const hours = Math.floor(measured.age_hours)
  const others = (executions.success ?? 0) - accounts
  return html`<p>
      <strong class="big">${formats.number(Math.round(views))}</strong> ${t('views')}
      ${usual === null ? '' : html`· ${t('usual', { usual: formats.number(Math.round(usual)) })}`}
    </p>
    ${usual === null ? '' : bullet({ value: views, mark: usual }, bulletText(page, views, usual))}
    <p class="quiet">
      ${t('after', { n: hours, accounts: t('accounts', { n: accounts }) })}
      ${others > 0 ? t('notConnected', { n: others }) : ''}
    </p>`
}

const bulletText = ({ t, formats }: Context, views: number, usual: number): string =>
  t('bullet', {
    views: formats.number(Math.round(views)),
    usual: formats.number(Math.round(usual)),
  })
