import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import type { MemberStatus } from '../../../creators/member-status.ts'
import { dayIn } from '../../days.ts'
import { addressOf, ownAddress, type Page } from '../../page.ts'
import { tick, tickHead } from '../../parts/bulk.ts'
import { creatorPath } from '../../parts/creator-link.ts'
import { memberStatus } from '../../parts/member-status.ts'
import { number } from '../../parts/number.ts'
import { picture } from '../../parts/picture.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import type { List, Member } from './data.ts'
import { listsWords } from './words.ts'

/** What usually comes next. */
const NEXT = {
  candidate: 'contacted',
  contacted: 'agreed',
  agreed: 'published',
  published: null,
  rejected: null,
} as const satisfies Record<MemberStatus, MemberStatus | null>

/** The members of a list with what the team knows of them. */
export function memberTable(page: Page, list: List, rows: readonly Member[]) {
  const say = sayIn(page.language, listsWords)
  const sayFrame = sayIn(page.language, frameWords)
  const mayWrite = page.may('lists:write')
  const mayChoose = mayWrite || page.may('creators:read')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${list.name}">
    <table class="list plain members">
      <thead>
        <tr>
          ${mayChoose ? tickHead(page) : ''}
          <th>${say('status')}</th>
          <th>${say('creator')}</th>
          <th class="number">${say('followers')}</th>
          <th class="number">${say('er')}</th>
          <th>${say('owner')}</th>
          <th class="number">${say('price')}</th>
          <th>${say('due')}</th>
          <th>${say('note')}</th>
          ${mayWrite ? html`<td><span class="hidden">${sayFrame('actions')}</span></td>` : ''}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (member) =>
            html`<tr id="member-${member.blog_id}">
              ${mayChoose ? tick(member.blog_id, `${sayFrame('choose')}: @${member.username}`) : ''}
              ${cells(page, member)}
              ${mayWrite ? html`<td class="acts">${acts(page, list, member)}</td>` : ''}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function cells(page: Page, member: Member) {
  const say = sayIn(page.language, listsWords)
  const { formats } = page
  const { price, currency, er_percentile: n } = member
  return html`<td>${statusOf(page, member)}</td>
    <td>${nameOf(member)}</td>
    <td class="number">${number(page, member.follower_count)}</td>
    <td class="number">
      ${number(page, member.er, formats.percent)}
      ${n === null || member.er === null ? '' : html`<p>${say('percentile', { n })}</p>`}
    </td>
    <td>${member.owner?.name ?? NOTHING}</td>
    <td class="number">
      ${price === null || currency === null ? NOTHING : formats.amount(price, currency)}
    </td>
    <td>${dueOf(page, member)}</td>
    <td class="note">${member.note ?? ''}</td>`
}

const NOTHING = html`<small>–</small>`

function statusOf({ language, formats, now }: Page, { status, status_since: iso }: Member) {
  const since = new Date(iso)
  const time = formats.duration(now.getTime() - since.getTime())
  return html`${memberStatus(language, status)}
    <p>
      <time datetime="${iso}" title="${formats.absolute(since)}"
        >${sayIn(language, listsWords)('since', { time })}</time
      >
    </p>`
}

const nameOf = (member: Member) =>
  html`<div class="with-picture">
    ${picture({ hash: member.avatar_hash, name: member.username, size: 40 })}
    <div>
      <a class="name" href="${addressOf(creatorPath(member.username, member.blog_id))}"
        >@${member.username}</a
      >
      ${member.full_name === null ? '' : html`<p>${member.full_name}</p>`}
    </div>
  </div>`

function dueOf({ language, formats, now, timeZone }: Page, { due_on: due, status }: Member) {
  if (due === null) return NOTHING
  const isOpen = status !== 'published' && status !== 'rejected'
  const isLate = isOpen && due < dayIn(now, timeZone)
  return html`<time datetime="${due}">${formats.day(due)}</time>
    ${isLate ? html`<p class="fault">${sayIn(language, listsWords)('overdue')}</p>` : ''}`
}

function acts(page: Page, list: List, member: Member) {
  const say = sayIn(page.language, listsWords)
  const next = NEXT[member.status]
  const path = `/console/lists/${list.id}/members/${member.blog_id}`
  return html`<div class="row">
    ${
      next === null
        ? ''
        : html`<form method="post" action="${path}/status" data-morph>
            <input type="hidden" name="back" value="${ownAddress(page)}" />
            <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
            <button
              name="status"
              value="${next}"
              aria-label="${say('nextOf', { name: member.username, status: say(`next_${next}`) })}"
            >
              ${say(`next_${next}`)}
            </button>
          </form>`
    }
    <a class="button" href="${path}" data-dialog aria-label="${say('edit')} @${member.username}"
      >${say('edit')}</a
    >
  </div>`
}
