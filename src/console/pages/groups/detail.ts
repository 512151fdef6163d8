import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { languageName } from '../../parts/language-name.ts'
import { pager } from '../../parts/pager.ts'
import { ACCOUNT_STATES, accountBadge } from '../../parts/publishing-state.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { publishingWords } from '../../words/publishing.ts'
import { Group, Publishers, type Publisher } from './data.ts'
import { groupId } from './edit.ts'
import { groupsWords } from './words.ts'

/** A group: its accounts as a board, by what they can do now. */
export async function showGroup(page: Page): Promise<Response> {
  const say = sayIn(page.language, groupsWords)
  const { cursor } = page.c.req.query()
  const id = groupId(page)
  const [group, { data, next_cursor: next }] = await Promise.all([
    page.ask(`GET /api/groups/${id}`, Group),
    page.ask(`GET /api/groups/${id}/accounts`, Publishers, { query: { cursor, limit: 200 } }),
  ])
  const path = `/console/groups/${group.id}`
  const body = html`${group.description === null ? '' : html`<p class="note">${group.description}</p>`}
  ${data.length === 0 ? empty(say('noMembers'), say(page.may('accounts:write') ? 'noMembersHint' : 'noneHintEditor')) : board(page, path, data)}
  ${pager(page, path, { cursor, next })}`
  return page.c.html(
    await shell(page, { title: group.name, body, actions: acts(page, path), isLive: true }),
  )
}

function acts(page: Page, path: string) {
  if (!page.may('accounts:write')) return ''
  const say = sayIn(page.language, groupsWords)
  return html`<a class="button" href="${path}/edit" data-dialog>${say('edit')}</a>
    <a class="button main" href="${path}/add" data-dialog>${say('addAccounts')}</a>`
}

const board = (page: Page, path: string, members: readonly Publisher[]) =>
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

function card(page: Page, path: string, member: Publisher) {
  const say = sayIn(page.language, groupsWords)
  const kinds = sayIn(page.language, publishingWords)
  const { id, username, kind, language, quota, last_post_at: posted } = member
  const until = member.rest_until ?? member.paused_until
  return html`<li id="member-${id}">
    <strong>@${username}</strong>
    <p>
      ${kinds(`kind_${kind}`)} ·
      ${language === null ? say('noLanguage') : languageName(page.language, language)} ·
      ${say('perDay', { n: member.posts_limit_per_day })}
      ${quota === null ? '' : html`· ${say('quota', { used: quota.used, total: quota.total })}`}
    </p>
    <p>
      ${posted === null ? say('neverPosted') : html`${say('lastPost')} ${time(page, posted)}`}
      ${until === null || new Date(until) < page.now ? '' : html`· ${say('until', { time: page.formats.moment(new Date(until)) })}`}
    </p>
    ${removeForm(page, path, member)}
  </li>`
}

function removeForm(page: Page, path: string, { details, username }: Publisher) {
  const id = details?.account_id ?? details?.connection_id
  if (!page.may('accounts:write') || !details || !id) return ''
  const say = sayIn(page.language, groupsWords)
  const kind = details.account_id === null ? 'connection' : 'pool'
  return html`<form method="post" action="${path}/remove" data-morph>
    <input type="hidden" name="member" value="${kind}:${id}" />
    <button class="link" aria-label="${say('removeNamed', { name: username })}">
      ${say('remove')}
    </button>
  </form>`
}
