import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import type { MemberStatus } from '../../../creators/member-status.ts'
import { dayIn } from '../../../console/days.ts'
import { isolated } from '../../../console/messages.ts'
import { addressOf, ownAddress } from '../../../console/page.ts'
import { checkboxCell, checkboxHead } from '../../../console/parts/forms/bulk.ts'
import { creatorPath } from '../../../console/parts/creator-link.ts'
import { memberStatus } from '../../../console/parts/member-status.ts'
import { number } from '../../../console/parts/figures/number.ts'
import { placeAmong } from '../../../console/parts/figures/place.ts'
import { avatar } from '../../../console/parts/picture.ts'
import type { Context, ListDetail, Member } from './kit.ts'

/** The usual next status. */
const NEXT = {
  candidate: 'contacted',
  contacted: 'agreed',
  agreed: 'published',
  published: null,
  rejected: null,
} as const satisfies Record<MemberStatus, MemberStatus | null>

/** The members of a list with what the team knows of them. */
export function memberTable(context: Context, list: ListDetail, rows: readonly Member[]) {
  const { t, may } = context
  const mayWrite = may('lists:write')
  const mayChoose = mayWrite || may('creators:read')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${isolated(list.name)}">
    <table class="list plain stacked members">
      <thead>
        <tr>
          ${mayChoose ? checkboxHead(context) : ''}
          <th>${t('status')}</th>
          <th>${t('creator')}</th>
          <th class="number">${t('followers')}</th>
          <th class="number">${t('er')}</th>
          <th>${t('owner')}</th>
          <th class="number">${t('price')}</th>
          <th>${t('due')}</th>
          <th>${t('note')}</th>
          ${mayWrite ? html`<td><span class="hidden">${t('common.actions')}</span></td>` : ''}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (member) =>
            html`<tr id="member-${member.blog_id}">
              ${mayChoose ? checkboxCell(member.blog_id, `${t('common.choose')}: @${member.username}`) : ''}
              ${cells(context, member)}
              ${mayWrite ? html`<td class="acts">${actions(context, list, member)}</td>` : ''}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function cells(context: Context, member: Member) {
  const { t, formats } = context
  const { price, currency, er_percentile: n } = member
  return html`<td class="status">${statusOf(context, member)}</td>
    <td class="who">${nameOf(member)}</td>
    <td class="number" data-label="${t('followers')}">${number(context, member.follower_count)}</td>
    <td class="number er" data-label="${t('er')}">
      ${number(context, member.er, formats.percent)}
      ${n === null || member.er === null ? '' : placeAmong(n, t('percentile', { n }))}
    </td>
    <td class="owner" dir="auto" data-label="${t('owner')}">${member.owner?.name ?? NOTHING}</td>
    <td class="number member-price" data-label="${t('price')}">
      ${price === null || currency === null ? NOTHING : formats.amount(price, currency)}
    </td>
    <td class="due" data-label="${t('due')}">${dueOf(context, member)}</td>
    <td class="note" dir="auto">${member.note ?? ''}</td>`
}

const NOTHING = html`<small>–</small>`

function statusOf({ t, language, formats, now }: Context, { status, status_since: iso }: Member) {
  const since = new Date(iso)
  const time = formats.duration(now.getTime() - since.getTime())
  return html`${memberStatus(language, status)}
    <p>
      <time datetime="${iso}" title="${formats.absolute(since)}">${t('since', { time })}</time>
    </p>`
}

const nameOf = (member: Member) =>
  html`<div class="with-picture">
    ${avatar({ hash: member.avatar_hash, name: member.username, size: 40 })}
    <div>
      <a class="name" href="${addressOf(creatorPath(member.username, member.blog_id))}" dir="auto"
        >@${member.username}</a
      >
      ${member.full_name === null ? '' : html`<p dir="auto">${member.full_name}</p>`}
    </div>
  </div>`

function dueOf({ t, formats, now, timeZone }: Context, { due_on: due, status }: Member) {
  if (due === null) return NOTHING
  const isOpen = status !== 'published' && status !== 'rejected'
  const isLate = isOpen && due < dayIn(now, timeZone)
  return html`<time datetime="${due}">${formats.nearDay(due, now)}</time>
    ${isLate ? html`<p class="fault">${t('overdue')}</p>` : ''}`
}

function actions(context: Context, list: ListDetail, member: Member) {
  const { t } = context
  const next = NEXT[member.status]
  const path = `/console/lists/${list.id}/members/${member.blog_id}`
  return html`<div class="row">
    ${
      next === null
        ? ''
        : html`<form method="post" action="${path}/status" data-morph>
            <input type="hidden" name="back" value="${ownAddress(context)}" />
            <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
            <button
              name="status"
              value="${next}"
              aria-label="${t('nextOf', { name: member.username, status: t(`next_${next}`) })}"
            >
              ${t(`next_${next}`)}
            </button>
          </form>`
    }
    <a class="button" href="${path}" data-dialog aria-label="${t('edit')} @${member.username}"
      >${t('edit')}</a
    >
  </div>`
}
