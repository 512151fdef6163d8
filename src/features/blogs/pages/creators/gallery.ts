import { html } from 'hono/html'
import { addressOf } from '../../../../console/page.ts'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { number } from '../../../../console/parts/figures/number.ts'
import { avatar } from '../../../../console/parts/picture.ts'
import { icon } from '../../../../console/icons.ts'
import { riskSentence, riskSign, topicOf, written } from './columns.ts'
import type { Context, Creator } from './kit.ts'

/** Creators as cards: faces first. */
export function gallery(page: Context, rows: readonly Creator[]) {
  const { t } = page
  return html`<ul class="gallery list">
    ${rows.map((creator) => {
      const { id, username, full_name, avatar_hash } = creator
      return html`<li id="creator-${id}">
        <span class="tick"
          ><input
            type="checkbox"
            id="tick-${username}"
            name="id"
            value="${username}"
            form="bulk"
            aria-label="${t('common.choose')} @${username}"
        /></span>
        ${avatar({ hash: avatar_hash, name: username, size: 96 })}
        <a class="name" href="${addressOf(creatorPath(username, id))}">@${username}</a>
        <p>${full_name ?? ''}</p>
        <p>
          ${number(page, creator.follower_count)} · ${t('er')}
          ${written(page, creator.er, 'percent')}
        </p>
        <p>${topicOf(creator) ?? ''}</p>
        ${creator.risk_flags.map(
          (flag) =>
            html`<p class="risk" title="${riskSentence(page.language, flag)}">
              ${icon('flag')} ${riskSign(page.language, flag)}
            </p>`,
        )}
      </li>`
    })}
  </ul>`
}
