import { html } from 'hono/html'
import { languageName } from '../../../../console/parts/language-name.ts'
import { time } from '../../../../console/parts/time.ts'
import { accountBadge } from '../states.ts'
import type { Context, Member } from './kit.ts'

/** The last stage: with its full limits. */
const WARM = 3

/** An account, with what decides when it publishes next. */
export function card(page: Context, member: Member) {
  const { t } = page
  const { kind, publishing } = member
  const { id, state, language, warmup_stage: stage, last_post_at: posted } = publishing
  const today = t('today', {
    n: publishing.posts_today,
    most: page.formats.number(publishing.posts_limit_now),
  })
  return html`<li id="account-${id}">
    ${nameOf(page, member)}
    <p>${accountBadge(page, state)} ${untilOf(page, publishing)}</p>
    <p>
      ${t(`publishing.kind_${kind}`)} ·
      ${language === null ? t('noLanguage') : languageName(page.language, language)}
    </p>
    <p>${today}${stage < WARM ? ` · ${t('warmsUp', { n: stage })}` : ''}</p>
    <p>${posted === null ? t('neverPosted') : html`${t('lastPost')} ${time(page, posted)}`}</p>
    ${groupsOf(publishing)} ${detailsOf(page, publishing)}
    <p>
      <a href="/console/publishing-accounts/${member.id}">${t('history')}</a> ·
      <a href="/console/publication-log?account=${id}">${t('log')}</a>
    </p>
  </li>`
}

/** Links the name to the account's page, if the reader may see accounts of the pool. */
const nameOf = (page: Context, { id, kind, username }: Member) =>
  kind === 'pool' && page.may('accounts:read')
    ? html`<a class="name" href="/console/accounts/${id}" dir="auto">@${username}</a>`
    : html`<strong dir="auto">@${username}</strong>`

function untilOf(page: Context, { rest_until: rest, paused_until: pause }: Member['publishing']) {
  const until = [rest, pause].flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  const last = Math.max(0, ...until)
  if (last <= page.now.getTime()) return ''
  return page.t('until', { time: page.formats.moment(new Date(last)) })
}

const groupsOf = ({ groups }: Member['publishing']) =>
  groups.length === 0
    ? ''
    : html`<p>
        ${groups.map(({ id, name }) => html`<a href="/console/groups/${id}" dir="auto">${name}</a> `)}
      </p>`

function detailsOf(page: Context, { details }: Member['publishing']) {
  if (details === null) return ''
  const { t } = page
  const { failed_attempts: failed, last_login_at: login } = details
  return html`<p>
    ${t('failedAttempts', { n: failed })}
    ${login === null ? '' : html`· ${t('lastLogin')} ${time(page, login)}`}
  </p>`
}
