import { html } from 'hono/html'
import { addressOf, type Page } from '../../page.ts'
import { creatorPath } from '../../parts/creator-link.ts'
import { number } from '../../parts/number.ts'
import { picture } from '../../parts/picture.ts'
import { shape } from '../../shapes.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { riskSentence, riskSign, topicOf, written } from './columns.ts'
import type { Creator } from './creator.ts'
import { creatorsWords } from './words.ts'

/** Creators as cards: faces first. */
export function gallery(page: Page, rows: readonly Creator[]) {
  const say = sayIn(page.language, creatorsWords)
  const sayFrame = sayIn(page.language, frameWords)
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
            aria-label="${sayFrame('choose')} @${username}"
        /></span>
        ${picture({ hash: avatar_hash, name: username, size: 96 })}
        <a class="name" href="${addressOf(creatorPath(username, id))}">@${username}</a>
        <p>${full_name ?? ''}</p>
        <p>
          ${number(page, creator.follower_count)} · ${say('er')}
          ${written(page, creator.er, 'percent')}
        </p>
        <p>${topicOf(creator) ?? ''}</p>
        ${creator.risk_flags.map(
          (flag) =>
            html`<p class="risk" title="${riskSentence(page.language, flag)}">
              ${shape('flag')} ${riskSign(page.language, flag)}
            </p>`,
        )}
      </li>`
    })}
  </ul>`
}
