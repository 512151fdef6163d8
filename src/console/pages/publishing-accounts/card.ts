import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { languageName } from '../../parts/language-name.ts'
import { accountBadge } from '../../parts/publishing-state.ts'
import { time } from '../../parts/time.ts'
import { sayIn } from '../../words.ts'
import { publishingWords } from '../../words/publishing.ts'
import type { Member } from './data.ts'
import { boardWords } from './words.ts'

/** The last stage: with its full limits. */
const WARM = 3

/** An account, with what decides when it publishes next. */
export function card(page: Page, member: Member) {
  const say = sayIn(page.language, boardWords)
  const kinds = sayIn(page.language, publishingWords)
  const { kind, publishing } = member
  const { id, state, language, warmup_stage: stage, last_post_at: posted } = publishing
  const today = say('today', {
    n: publishing.posts_today,
    most: page.formats.number(publishing.posts_limit_now),
  })
  return html`<li id="account-${id}">
    ${nameOf(page, member)}
    <p>${accountBadge(page, state)} ${untilOf(page, publishing)}</p>
    <p>
      ${kinds(`kind_${kind}`)} ·
      ${language === null ? say('noLanguage') : languageName(page.language, language)}
    </p>
    <p>${today}${stage < WARM ? ` · ${say('warmsUp', { n: stage })}` : ''}</p>
    <p>${posted === null ? say('neverPosted') : html`${say('lastPost')} ${time(page, posted)}`}</p>
    ${groupsOf(publishing)} ${detailsOf(page, publishing)}
    <p>
      <a href="/console/publishing-accounts/${member.id}">${say('history')}</a> ·
      <a href="/console/publication-log?account=${id}">${say('log')}</a>
    </p>
  </li>`
}

/** Whoever sees accounts of the pool gets to its page. */
const nameOf = (page: Page, { id, kind, username }: Member) =>
  kind === 'pool' && page.may('accounts:read')
    ? html`<a class="name" href="/console/accounts/${id}">@${username}</a>`
    : html`<strong>@${username}</strong>`

function untilOf(page: Page, { rest_until: rest, paused_until: pause }: Member['publishing']) {
  const until = [rest, pause].flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  const last = Math.max(0, ...until)
  if (last <= page.now.getTime()) return ''
  return sayIn(page.language, boardWords)('until', { time: page.formats.moment(new Date(last)) })
}

const groupsOf = ({ groups }: Member['publishing']) =>
  groups.length === 0
    ? ''
    : html`<p>
        ${groups.map(({ id, name }) => html`<a href="/console/groups/${id}">${name}</a> `)}
      </p>`

function detailsOf(page: Page, { details }: Member['publishing']) {
  if (details === null) return ''
  const say = sayIn(page.language, boardWords)
  const { failed_attempts: failed, last_login_at: login } = details
  return html`<p>
    ${say('failedAttempts', { n: failed })}
    ${login === null ? '' : html`· ${say('lastLogin')} ${time(page, login)}`}
  </p>`
}
