import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { addressOf } from '../../../console/page.ts'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { pathByName } from '../../../console/parts/creator-link.ts'
import { empty } from '../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { RELATIONS } from './check.ts'
import { expectedLine } from './expected.ts'
import { reasonOf } from './reasons.ts'
import { answerBadge } from './state.ts'
import type { Check, Context, List, Member } from './kit.ts'

const Filter = z.object({
  relation: z.enum(RELATIONS).optional().catch(undefined),
  q: z.string().trim().min(1).max(40).optional().catch(undefined),
  verified: z.enum(['true']).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

export const readFilter = ({ c }: Context): Filter => Filter.parse(c.req.query())

const ROWS = 50

/** The people whom a check has found, with what is known of each. */
export async function members(page: Context, check: Check, path: string) {
  const filter = readFilter(page)
  const { cursor, ...filters } = filter
  const query = { ...filter, limit: ROWS }
  const call = page.api.call('listRelationMembers', { params: { id: check.id }, query })
  const { answer: found, refusal } = await refusable(call, [422])
  if (refusal) {
    const fault = refusal.explain('q')
    return html`${filterBar(page, filter, path)}
      <p class="fault" role="alert">${fault}</p>`
  }
  return html`${filterBar(page, filter, path)}
  ${filter.relation === 'not_following_back' ? expectedLine(page, check.id) : ''}
  ${found.data.length === 0 ? nothing(page, filter, path) : table(page, check, found.data)}
  ${pager(page, path, { filter: filters, cursor, next: found.next_cursor, rows: found.data.length })}`
}

function filterBar(page: Context, { relation, q, verified }: Filter, path: string) {
  const { t } = page
  return html`<form class="filter" action="${path}" data-morph role="search">
    <input
      type="search"
      name="q"
      id="q"
      value="${q ?? ''}"
      aria-label="${t('searchHint')}"
      placeholder="${t('searchHint')}"
    />
    <select name="relation" id="relation" aria-label="${t('relation')}">
      <option value="">${t('anyRelation')}</option>
      ${RELATIONS.map(
        (each) =>
          html`<option value="${each}" ${boolAttr(each === relation, 'selected')}>
            ${t(each === 'unknown' ? 'rel_unknown' : each)}
          </option>`,
      )}
    </select>
    <label class="tick-field" dir="auto">
      <input
        type="checkbox"
        name="verified"
        id="verified"
        value="true"
        ${boolAttr(verified === 'true', 'checked')}
      />
      ${t('verifiedOnly')}
    </label>
    <button class="only-plain">${t('common.filter')}</button>
    ${
      page.may('exports:read')
        ? html`<a
            class="button"
            href="${withQuery(`${path}/export`, { relation, q, verified })}"
            download
            >${t('common.export')}</a
          >`
        : ''
    }
  </form>`
}

function nothing({ t }: Context, { relation, q, verified, cursor }: Filter, path: string) {
  if ([relation, q, verified, cursor].every((each) => each === undefined))
    return empty(t('noMembers'), t('noMembersHint'))
  const clear = t('common.clearFilters')
  return empty(t('noMembersMatch'), html`<a class="button" href="${path}" data-morph>${clear}</a>`)
}

function table(page: Context, check: Check, rows: readonly Member[]) {
  const { t } = page
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('members')}">
    <table class="list plain">
      <thead>
        <tr>
          <th>${t('person')}</th>
          <th>${t('followsTarget')}</th>
          <th>${t('followedBy')}</th>
          <th>${t('relation')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((member) => row(page, check, member))}
      </tbody>
    </table>
  </div>`
}

function row(page: Context, check: Check, member: Member) {
  const { t } = page
  const { username, relation } = member
  const notes = [
    ...(member.is_verified === true ? [t('verified')] : []),
    ...(member.is_private === true ? [t('private')] : []),
    ...(member.blog_id === null ? [] : [t('known')]),
  ]
  return html`<tr id="member-${member.platform_id}">
    <td>
      ${
        member.blog_id === null
          ? html`<span class="name" dir="auto">@${username}</span>`
          : html`<a class="name" href="${addressOf(pathByName(username))}" dir="auto"
              >@${username}</a
            >`
      }
      ${notes.length === 0 ? '' : html`<small class="line">${notes.join(' · ')}</small>`}
    </td>
    <td>${answer(page, check, 'followers', member.follows_target)}</td>
    <td>${answer(page, check, 'following', member.followed_by_target)}</td>
    <td>${t(relation === 'unknown' ? 'is_rel_unknown' : `is_${relation}`)}</td>
  </tr>`
}

/**
 * Shows the answer, and why it is unknown: only a complete list proves that an account is not in
 * it.
 */
function answer(
  page: Context,
  { lists }: Check,
  kind: List['kind'],
  follows: Member['follows_target'],
) {
  if (follows !== 'unknown') return answerBadge(page, follows)
  const list = lists.find((each) => each.kind === kind)
  const isWhole = list?.state === 'complete'
  const code = isWhole ? 'probably_left' : (list?.reason ?? 'list_not_complete')
  return html`${answerBadge(page, follows)} <small class="line">${reasonOf(page, code)}</small>`
}
