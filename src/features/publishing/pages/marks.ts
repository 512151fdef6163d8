import { html, raw } from 'hono/html'
import type { AnswerOf } from '../../../console/api.ts'

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
export type MarkedAccount = {
  username: string
  group: (GroupMark & { name: string }) | null
}

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

function accountMark({ username, group }: MarkedAccount) {
  const name = group === null ? `@${username}` : `@${username} · ${group.name}`
  return html`<span class="mark" role="img" dir="auto" aria-label="${name}" title="${name}"
    >${drawn({ username, group })}</span
  >`
}

/** The mark of an account beside its name. */
export const plainMark = (account: MarkedAccount) =>
  html`<span class="mark" aria-hidden="true" dir="auto" title="${account.group?.name ?? ''}"
    >${drawn(account)}</span
  >`

const drawn = ({ username, group }: MarkedAccount) =>
  html`<span class="picture avatar size-20" aria-hidden="true" dir="auto"
      >${Array.from(username)[0]?.toUpperCase() ?? ''}</span
    >${group === null ? '' : groupSign(group)}`
