import { undoMove } from '../../../console/parts/forms/undo-move.ts'
import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { MEMBER_STATUSES, type MemberStatus } from '../../../creators/member-status.ts'
import { dayIn } from '../../../console/days.ts'
import { addressOf, ownAddress } from '../../../console/page.ts'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { badge } from '../../../console/parts/badge.ts'
import { STATUS_SIGNS } from '../../../console/parts/member-status.ts'
import { icon } from '../../../console/icons.ts'
import { creatorPath } from '../../../console/parts/creator-link.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { avatar } from '../../../console/parts/picture.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import type { Context, ListDetail, Member } from './kit.ts'

/** The columns; the key of each is its place, from 1. */
export const LANES = [
  'candidate',
  'contacted',
  'agreed',
  'published',
] as const satisfies readonly MemberStatus[]
export type Lane = (typeof LANES)[number]

/** Cards of a column; the rest is in the table. */
const CARDS = 50

/** Reads the first members of each column. */
export const readLanes = async ({ api, param }: Context, owner: string | undefined) =>
  await Promise.all(
    LANES.map(async (status) => {
      const query = { status, owner, limit: CARDS }
      const { data } = await api.call('listListMembers', { params: { id: param('id') }, query })
      return [status, data] as const
    }),
  )

type Lanes = Awaited<ReturnType<typeof readLanes>>

/** The column that a phone shows: that of the address, else the first that has creators. */
export const laneOf = ({ by_member_status: counts }: ListDetail, named: Lane | undefined): Lane =>
  named ?? LANES.find((status) => counts[status] > 0) ?? 'candidate'

/** The columns with their counts, for a phone, which shows one column at a time. */
export function laneTabs(
  { t, formats }: Context,
  list: ListDetail,
  { owner, current }: { owner: string | undefined; current: Lane },
) {
  const path = `/console/lists/${list.id}`
  const choices = LANES.map((lane) => ({
    label: t(`member.${lane}`),
    href: withQuery(path, { owner, view: 'board', lane }),
    isCurrent: lane === current,
    // Counts are of all members: beside those of one person they would say too much.
    count: owner === undefined ? formats.number(list.by_member_status[lane]) : undefined,
  }))
  return html`<div class="lane-tabs counts-first">${tabs(t('statuses'), choices)}</div>`
}

/** Candidates to published, with the money of each column; a card is dragged, or moved by a key. */
export function board(context: Context, list: ListDetail, lanes: Lanes, current: Lane) {
  const { t, may } = context
  const mayWrite = may('lists:write')
  const rejected = list.by_member_status.rejected
  return html`${mayWrite ? html`<p class="hint phone-off">${t('boardHint')}</p>` : ''}
    <div class="board one-lane">
      ${lanes.map(([status, members]) => lane(context, list, { status, members, current }))}
    </div>
    ${
      rejected === 0
        ? ''
        : html`<p>
            <a
              class="out"
              href="${withQuery(`/console/lists/${list.id}`, { status: 'rejected' })}"
              data-morph
              >${t('rejectedCount', { n: rejected })}</a
            >
          </p>`
    }`
}

function lane(
  context: Context,
  list: ListDetail,
  { status, members, current }: { status: Lane; members: readonly Member[]; current: Lane },
) {
  const { t, formats } = context
  const count = list.by_member_status[status]
  const money = list.money_by_status.filter((each) => each.status === status)
  const sums = money.map(({ total, currency }) => formats.amount(total, currency)).join(', ')
  const left = count - members.length
  return html`<section
    class="lane"
    data-lane="${status}"
    aria-label="${t(`member.${status}`)}"
    ${boolAttr(status === current, 'data-current')}
  >
    <h2>
      ${t(`member.${status}`)} <small>${formats.number(count)}</small>
      <small class="lane-money">${sums === '' ? t('noPriceYet') : sums}</small>
    </h2>
    <ol>
      ${members.map((member) => card(context, list, member))}
    </ol>
    ${
      left > 0
        ? html`<a
            class="out"
            href="${withQuery(`/console/lists/${list.id}`, { status })}"
            data-morph
            >${t('moreInTable', { n: left })}</a
          >`
        : ''
    }
  </section>`
}

function card(context: Context, list: ListDetail, member: Member) {
  const { formats, may } = context
  const mayWrite = may('lists:write')
  const path = `/console/lists/${list.id}/members/${member.blog_id}`
  const { price, currency, username, full_name, follower_count: followers, er } = member
  const numbers = [
    ...(followers === null ? [] : [formats.compact(followers)]),
    ...(er === null ? [] : [formats.percent(er)]),
  ]
  return html`<li
    class="panel member-card"
    id="card-${member.blog_id}"
    ${mayWrite ? html`draggable="true" data-drag="${path}/status" data-from="${member.status}"` : ''}
  >
    <div class="with-picture">
      ${avatar({ hash: member.avatar_hash, name: username, size: 40 })}
      <div>
        <a class="name" href="${addressOf(creatorPath(username, member.blog_id))}" dir="auto"
          >@${username}</a
        >
        ${full_name === null ? '' : html`<p dir="auto">${full_name}</p>`}
        <small>${numbers.join(' · ')}</small>
      </div>
      ${mayWrite ? moves(context, member, path) : ''}
    </div>
    <p class="card-line">
      <b>${price === null || currency === null ? '' : formats.amount(price, currency)}</b>
      ${due(context, member)}
    </p>
  </li>`
}

function due({ t, formats, now, timeZone }: Context, { due_on: day, status }: Member) {
  if (day === null) return ''
  const isOpen = status !== 'published'
  if (isOpen && day < dayIn(now, timeZone))
    return badge('failed', t('overdueSince', { day: formats.day(day) }))
  return html`<small>${t('dueOn', { day: formats.day(day) })}</small>`
}

/** The same moves without a mouse: a button for each other status, and one that opens the form. */
function moves(context: Context, member: Member, path: string) {
  const { t } = context
  const name = t('moveTo', { name: member.username })
  const others = MEMBER_STATUSES.filter((status) => status !== member.status)
  return html`<details class="moves" name="moves">
    <summary aria-label="${name}" title="${name}">${icon('more')}</summary>
    <form method="post" action="${path}/status" data-morph>
      <input type="hidden" name="back" value="${withoutUndo(ownAddress(context))}" />
      <input type="hidden" name="undo" value="true" />
      <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
      ${others.map(
        (status) =>
          html`<button name="status" value="${status}">
            ${icon(STATUS_SIGNS[status])} ${t(`member.is_${status}`)}
          </button>`,
      )}
      <a class="button" href="${path}" data-dialog>${t('edit')}</a>
    </form>
  </details>`
}

/** The parameter of the address that offers to undo a move: the creator and both statuses. */
const UNDO = 'undo'

const withoutUndo = (address: string): string => {
  const [path = '', query = ''] = address.split('?')
  const params = new URLSearchParams(query)
  params.delete(UNDO)
  return params.size === 0 ? path : `${path}?${params.toString()}`
}

type Move = { blog: string; from: MemberStatus; to: MemberStatus }

export function withUndo(address: string, { blog, from, to }: Move): string {
  const [path = '', query = ''] = address.split('?')
  const params = new URLSearchParams(query)
  params.set(UNDO, `${blog} ${from} ${to}`)
  return `${path}?${params.toString()}`
}

/** Offers to take back the move that the address names. */
export function undoOffer(context: Context, list: ListDetail, lanes: Lanes) {
  const { t, c } = context
  const [blog, from, to] = (c.req.query(UNDO) ?? '').split(' ')
  const before = MEMBER_STATUSES.find((status) => status === from)
  const after = MEMBER_STATUSES.find((status) => status === to)
  const moved = lanes.flatMap(([, members]) => members).find(({ blog_id }) => blog_id === blog)
  if (!before || !after || !context.may('lists:write') || !blog) return ''
  if (moved && moved.status !== after) return ''
  const name = moved?.username
  const status = t(`member.is_${after}`)
  return undoMove({
    id: `${blog}-${after}`,
    action: `/console/lists/${list.id}/members/${blog}/status`,
    fields: { back: withoutUndo(ownAddress(context)), status: before, 'only-if': after },
    text: name === undefined ? t('movedTo', { status }) : t('movedNameTo', { name, status }),
    label: t('undo'),
  })
}
