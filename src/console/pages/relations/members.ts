import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, type Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { pathByName } from '../../parts/creator-link.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { RELATIONS, type Check, type Kind } from './check.ts'
import { reasonOf } from './reasons.ts'
import { answerBadge } from './state.ts'
import { relationsWords } from './words.ts'

const Answer = z.enum(['yes', 'no', 'unknown'])
const Member = z.object({
  platform_id: z.string(),
  username: z.string(),
  blog_id: z.string().nullable(),
  is_private: z.boolean().nullable(),
  is_verified: z.boolean().nullable(),
  follows_target: Answer,
  followed_by_target: Answer,
  relation: z.enum(RELATIONS),
})
type Member = z.output<typeof Member>
const Members = z.object({ data: z.array(Member), next_cursor: z.string().nullable() })

const Filter = z.object({
  relation: z.enum(RELATIONS).optional().catch(undefined),
  q: z.string().trim().min(1).max(40).optional().catch(undefined),
  verified: z.enum(['true']).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const ROWS = 50

/** The people whom a check has found, with what is known of each. */
export async function members(page: Page, check: Check, path: string) {
  const filter = Filter.parse(page.c.req.query())
  const { cursor, ...kept } = filter
  try {
    const query = { ...filter, limit: ROWS }
    const found = await page.ask(`GET /api/relations/${check.id}/members`, Members, { query })
    return html`${filterBar(page, filter, path)}
    ${found.data.length === 0 ? nothing(page, filter, path) : table(page, check, found.data)}
    ${pager(page, path, { filter: kept, cursor, next: found.next_cursor })}`
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 422) throw error
    const fault = error.reasonAt('q') ?? error.problem.detail
    return html`${filterBar(page, filter, path)}
      <p class="fault" lang="en" role="alert">${fault}</p>`
  }
}

function filterBar(page: Page, { relation, q, verified }: Filter, path: string) {
  const say = sayIn(page.language, relationsWords)
  const sayFrame = sayIn(page.language, frameWords)
  return html`<form class="filter" action="${path}" data-morph role="search">
    <input
      type="search"
      name="q"
      id="q"
      value="${q ?? ''}"
      aria-label="${say('searchHint')}"
      placeholder="${say('searchHint')}"
    />
    <select name="relation" id="relation" aria-label="${say('relation')}">
      <option value="">${say('anyRelation')}</option>
      ${RELATIONS.map(
        (each) =>
          html`<option value="${each}" ${when(each === relation, 'selected')}>
            ${say(each === 'unknown' ? 'rel_unknown' : each)}
          </option>`,
      )}
    </select>
    <label class="tick-field">
      <input
        type="checkbox"
        name="verified"
        id="verified"
        value="true"
        ${when(verified === 'true', 'checked')}
      />
      ${say('verifiedOnly')}
    </label>
    <button class="only-plain">${sayFrame('filter')}</button>
    ${
      page.may('exports:read')
        ? html`<a
            class="button"
            href="${withQuery(`${path}/export`, { relation, q, verified })}"
            download
            >${sayFrame('export')}</a
          >`
        : ''
    }
  </form>`
}

function nothing({ language }: Page, { relation, q, verified, cursor }: Filter, path: string) {
  const say = sayIn(language, relationsWords)
  if ([relation, q, verified, cursor].every((each) => each === undefined))
    return empty(say('noMembers'), say('noMembersHint'))
  const clear = sayIn(language, frameWords)('clearFilters')
  return empty(
    say('noMembersMatch'),
    html`<a class="button" href="${path}" data-morph>${clear}</a>`,
  )
}

function table(page: Page, check: Check, rows: readonly Member[]) {
  const say = sayIn(page.language, relationsWords)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('members')}">
    <table class="list plain">
      <thead>
        <tr>
          <th>${say('person')}</th>
          <th>${say('followsTarget')}</th>
          <th>${say('followedBy')}</th>
          <th>${say('relation')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((member) => row(page, check, member))}
      </tbody>
    </table>
  </div>`
}

function row(page: Page, check: Check, member: Member) {
  const say = sayIn(page.language, relationsWords)
  const { username, relation } = member
  const notes = [
    ...(member.is_verified === true ? [say('verified')] : []),
    ...(member.is_private === true ? [say('private')] : []),
    ...(member.blog_id === null ? [] : [say('known')]),
  ]
  return html`<tr id="member-${member.platform_id}">
    <td>
      ${
        member.blog_id === null
          ? html`<span class="name">@${username}</span>`
          : html`<a class="name" href="${addressOf(pathByName(username))}">@${username}</a>`
      }
      ${notes.length === 0 ? '' : html`<small class="line">${notes.join(' · ')}</small>`}
    </td>
    <td>${answer(page, check, 'followers', member.follows_target)}</td>
    <td>${answer(page, check, 'following', member.followed_by_target)}</td>
    <td>${say(relation === 'unknown' ? 'is_rel_unknown' : `is_${relation}`)}</td>
  </tr>`
}

/** Unknown says why: only a whole list proves that somebody is not in it. */
function answer(page: Page, { lists }: Check, kind: Kind, given: z.output<typeof Answer>) {
  if (given !== 'unknown') return answerBadge(page, given)
  const list = lists.find((each) => each.kind === kind)
  const isWhole = list?.state === 'complete'
  const code = isWhole ? 'probably_left' : (list?.reason ?? 'list_not_complete')
  return html`${answerBadge(page, given)}
    <small class="line">${reasonOf(page.language, code)}</small>`
}
