import { html } from 'hono/html'
import { empty } from '../../../../console/parts/empty.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import { ACCOUNT_STATES, accountBadge } from '../states.ts'
import { groupSign } from '../marks.ts'
import type { Context, Member } from './kit.ts'

/** A group: its accounts as a board, by what they can do now. */
export async function showGroup(page: Context): Promise<Response> {
  const { api, t } = page
  const { cursor } = page.c.req.query()
  const params = { id: page.param('id') }
  const [group, { data, next_cursor: next }] = await Promise.all([
    api.call('getGroup', { params }),
    api.call('listGroupAccounts', { params, query: { cursor, limit: 200 } }),
  ])
  const path = `/console/groups/${group.id}`
  const body = html`<p class="group-name quiet">${groupSign(group)} ${t('marksAccounts')}</p>
    ${group.description === null ? '' : html`<p class="note" dir="auto">${group.description}</p>`}
    ${
      data.length === 0
        ? empty(t('noMembers'), t(page.may('accounts:write') ? 'noMembersHint' : 'noneHintEditor'))
        : board(page, path, data)
    }
    ${pager(page, path, { cursor, next, rows: data.length })}`
  return page.c.html(
    await layout(page, { title: group.name, body, actions: actions(page, path), isLive: true }),
  )
}

function actions(page: Context, path: string) {
  if (!page.may('accounts:write')) return ''
  const { t } = page
  return html`<a class="button" href="${path}/edit" data-dialog>${t('edit')}</a>
    <a class="button main" href="${path}/add" data-dialog>${t('addAccounts')}</a>`
}

const board = (page: Context, path: string, members: readonly Member[]) =>
  html`<div class="board">
    ${ACCOUNT_STATES.map((state) => {
      const some = members.filter((each) => each.state === state)
      if (some.length === 0) return ''
      return html`<section>
        <h2>${accountBadge(page, state)} <small>${page.formats.number(some.length)}</small></h2>
        <ul>
          ${some.map((member) => card(page, path, member))}
        </ul>
      </section>`
    })}
  </div>`

function card(page: Context, path: string, member: Member) {
  const { t } = page
  const { id, username, kind, language, quota, last_post_at: posted } = member
  const until = member.rest_until ?? member.paused_until
  return html`<li id="member-${id}">
    <strong dir="auto">@${username}</strong>
    <p>
      ${t(`publishing.kind_${kind}`)} ·
      ${language === null ? t('noLanguage') : languageName(page.language, language)} ·
      ${t('perDay', { n: member.posts_limit_per_day })}
      ${quota === null ? '' : html`· ${t('quota', { used: quota.used, total: quota.total })}`}
    </p>
    <p>
      ${posted === null ? t('neverPosted') : html`${t('lastPost')} ${time(page, posted)}`}
      ${
        until === null || new Date(until) < page.now
          ? ''
          : html`· ${t('until', { time: page.formats.moment(new Date(until)) })}`
      }
    </p>
    ${removeForm(page, path, member)}
  </li>`
}

function removeForm(page: Context, path: string, { details, username }: Member) {
  const id = details?.account_id ?? details?.connection_id
  if (!page.may('accounts:write') || !details || !id) return ''
  const { t } = page
  const kind = details.account_id === null ? 'connection' : 'pool'
  return html`<form method="post" action="${path}/remove" data-morph>
    <input type="hidden" name="member" value="${kind}:${id}" />
    <button class="link" aria-label="${t('removeNamed', { name: username })}">
      ${t('remove')}
    </button>
  </form>`
}
