import { html, raw } from 'hono/html'
import type { AnswerOf, RowOf } from '../../../console/api.ts'
import { accountFace, type Faced } from './faces.ts'

export type GroupMark = Pick<AnswerOf<'getGroup'>, 'colour' | 'shape'>

export const COLOURS: readonly GroupMark['colour'][] = [
  'teal',
  'amber',
  'violet',
  'rose',
  'green',
  'blue',
]
export const SHAPES: readonly GroupMark['shape'][] = ['circle', 'square', 'triangle', 'diamond']

/** 10 × 10, filled: they differ without colour, too. */
const SIGNS = {
  circle: '<circle cx="5" cy="5" r="4"/>',
  square: '<path d="M1.4 1.4h7.2v7.2H1.4Z"/>',
  triangle: '<path d="M5 .8 9.4 8.9H.6Z"/>',
  diamond: '<path d="M5 .2 9.8 5 5 9.8.2 5Z"/>',
} as const satisfies Record<GroupMark['shape'], string>

/** The sign of a group, beside its name. */
export const groupSign = ({ colour, shape }: GroupMark) =>
  html`<svg class="group-sign" data-group="${colour}" viewBox="0 0 10 10" aria-hidden="true">
    ${raw(SIGNS[shape])}
  </svg>`

/** An account with the group by which people know it; null: it is in none. */
export type MarkedAccount = Faced & {
  group: (GroupMark & { name: string }) | null
}

/** The account of a publication. */
export const accountOf = ({
  account_id: id,
  ...execution
}: Pick<
  RowOf<'listExecutions'>,
  'account_id' | 'username' | 'picture_hash' | 'group'
>): MarkedAccount => ({ id, ...execution })

/** The most accounts that fit beside a small picture. */
const FIT = 3

/**
 * The accounts of a post as small round marks with the signs of their groups: up to three, of more
 * two and the number of the others.
 */
export function accountMarks(accounts: readonly MarkedAccount[], count: number) {
  if (count === 0) return ''
  const first = accounts.slice(0, count > FIT ? FIT - 1 : FIT)
  const others = count - first.length
  return html`<span class="marks"
    >${first.map(accountMark)}${others > 0 ? html`<small>+${others}</small>` : ''}</span
  >`
}

function accountMark(account: MarkedAccount) {
  const { username, group } = account
  const name = group === null ? `@${username}` : `@${username} · ${group.name}`
  return html`<span class="mark" role="img" dir="auto" aria-label="${name}" title="${name}"
    >${withSign(account, 20)}</span
  >`
}

/** The mark of an account beside its name. */
export const plainMark = (account: MarkedAccount, size: 20 | 26 | 40 = 20) =>
  html`<span class="mark" aria-hidden="true" dir="auto" title="${account.group?.name ?? ''}"
    >${withSign(account, size)}</span
  >`

const withSign = (account: MarkedAccount, size: 20 | 26 | 40) =>
  html`${accountFace(account, size)}${account.group === null ? '' : groupSign(account.group)}`
