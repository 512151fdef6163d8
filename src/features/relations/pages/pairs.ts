import { html } from 'hono/html'
import { details } from '../../../console/parts/details.ts'
import { statList } from '../../../console/parts/stat-list.ts'
import { pager } from '../../../console/parts/pager.ts'
import { progress } from '../../../console/parts/figures/progress.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import { hasEnded } from './check.ts'
import { reasonOf } from './reasons.ts'
import { checkActions, answerBadge, stateOf, whyOf } from './state.ts'
import type { Context, Pair, PairCheck } from './kit.ts'

/** A check of pairs: its questions with their answers. */
export async function showPairs(page: Context): Promise<Response> {
  const id = page.c.req.param('id') ?? ''
  const cursor = page.c.req.query('cursor')
  const [check, found] = await Promise.all([
    page.api.call('getPairCheck', { params: { id } }),
    page.api.call('listPairResults', { params: { id }, query: { cursor, limit: 50 } }),
  ])
  const path = `/console/relations/pairs/${id}`
  const body = html`<p class="state">${stateOf(page, check)} ${sentence(page, check)}</p>
    ${figures(page, check)}
    <div class="columns wide">
      <div>
        ${table(page, found.data)}
        ${pager(page, path, { cursor, next: found.next_cursor, rows: found.data.length })}
      </div>
      ${aside(page, check)}
    </div>`
  const title = page.t('pairTitle', { n: check.pairs })
  const actions = checkActions(page, path, check)
  return page.c.html(await layout(page, { title, body, actions, isLive: !hasEnded(check) }))
}

function sentence(page: Context, check: PairCheck): string {
  const { t } = page
  const { status } = check
  if (status === 'complete') return t('say_pairs_complete')
  if (status === 'incomplete') return t('say_pairs_incomplete')
  return status === 'cancelled' ? t('say_cancelled') : whyOf(page, check)
}

function figures(page: Context, check: PairCheck) {
  const { t, formats } = page
  const { questions, answered, yes, no, unknown } = check.progress
  const of = t('ofExpected', { n: formats.number(answered), all: formats.number(questions) })
  return html`${hasEnded(check) ? '' : progress({ value: answered, most: questions, label: of })}
  ${statList([
    { label: t('answered'), value: of },
    { label: t('yes'), value: formats.number(yes) },
    { label: t('no'), value: formats.number(no) },
    { label: t('unknown'), value: formats.number(unknown) },
  ])}`
}

function aside({ t, formats, language, ...page }: Context, check: PairCheck) {
  const { requests, accounts } = check.progress
  const { estimate, list_checks: lists } = check
  return details([
    [t('requests'), formats.number(requests)],
    [t('estimate'), estimate === null ? '–' : t('estimateOf', { n: estimate.requests })],
    [
      t('accountsUsed'),
      accounts.length === 0 ? t('noAccounts') : accounts.map((name) => `@${name}`).join(', '),
    ],
    [t('created'), time({ formats, language, ...page }, check.created_at)],
    ...(lists.length === 0
      ? []
      : ([
          [
            t('listsRead'),
            lists.map(
              (id, place) =>
                html`<a href="/console/relations/${id}">${t('listRead', { n: place + 1 })}</a> `,
            ),
          ],
        ] as const)),
  ])
}

function table(page: Context, rows: readonly Pair[]) {
  const { t } = page
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('pairs')}">
    <table class="list plain">
      <thead>
        <tr>
          <th>${t('first')}</th>
          <th>${t('second')}</th>
          <th>${t('forward')}</th>
          <th>${t('backward')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ index, a, b, ...answers }) =>
            html`<tr id="pair-${index}">
              <td>${nameOf(page, a)}</td>
              <td>${nameOf(page, b)}</td>
              <td>${answerOf(page, answers.a_follows_b)}</td>
              <td>${answerOf(page, answers.b_follows_a)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function nameOf({ t }: Context, { username, platform_id: id }: Pair['a']) {
  if (username !== null) return html`<strong dir="auto">@${username}</strong>`
  return html`<small>${id === null ? t('erasedPerson') : t('byNumber', { id })}</small>`
}

/** Shows an answer with its basis, or why there is none. */
function answerOf(page: Context, { answer, basis, reason, at }: Pair['a_follows_b']) {
  const { t } = page
  if (answer === null) return html`<small>${t('open')}</small>`
  const how = basis === null ? '' : t(`basis_${basis}`)
  const why = reason === null ? how : reasonOf(page, reason)
  return html`${answerBadge(page, answer)}
    <small class="line">${why} ${at === null ? '' : time(page, at)}</small>`
}
