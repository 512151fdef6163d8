import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { details } from '../../parts/details.ts'
import { facts } from '../../parts/facts.ts'
import { pager } from '../../parts/pager.ts'
import { progress } from '../../parts/progress.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { hasEnded, PairCheck } from './check.ts'
import { reasonOf } from './reasons.ts'
import { acts, answerBadge, stateOf, whyOf } from './state.ts'
import { relationsWords } from './words.ts'

const Person = z.object({ username: z.string().nullable(), platform_id: z.string().nullable() })
const Answer = z.object({
  answer: z.enum(['yes', 'no', 'unknown']).nullable(),
  basis: z.enum(['friendship', 'check', 'search']).nullable(),
  reason: z.string().nullable(),
  at: z.string().nullable(),
})
const Pair = z.object({
  index: z.int(),
  a: Person,
  b: Person,
  a_follows_b: Answer,
  b_follows_a: Answer,
})
type Pair = z.output<typeof Pair>
const Pairs = z.object({ data: z.array(Pair), next_cursor: z.string().nullable() })

/** A check of pairs: its questions with their answers. */
export async function showPairs(page: Page): Promise<Response> {
  const say = sayIn(page.language, relationsWords)
  const id = page.c.req.param('id') ?? ''
  const cursor = page.c.req.query('cursor')
  const [check, found] = await Promise.all([
    page.ask(`GET /api/relations/pairs/${id}`, PairCheck),
    page.ask(`GET /api/relations/pairs/${id}/results`, Pairs, { query: { cursor, limit: 50 } }),
  ])
  const path = `/console/relations/pairs/${id}`
  const body = html`<p class="state">${stateOf(page, check)} ${sentence(page, check)}</p>
    ${figures(page, check)}
    <div class="columns wide">
      <div>
        ${table(page, found.data)} ${pager(page, path, { cursor, next: found.next_cursor })}
      </div>
      ${aside(page, check)}
    </div>`
  const title = say('pairTitle', { n: check.pairs })
  const actions = acts(page, path, check)
  return page.c.html(await shell(page, { title, body, actions, isLive: !hasEnded(check) }))
}

function sentence(page: Page, check: PairCheck): string {
  const say = sayIn(page.language, relationsWords)
  const { status } = check
  if (status === 'complete') return say('say_pairs_complete')
  if (status === 'incomplete') return say('say_pairs_incomplete')
  return status === 'cancelled' ? say('say_cancelled') : whyOf(page, check)
}

function figures(page: Page, check: PairCheck) {
  const { formats, language } = page
  const say = sayIn(language, relationsWords)
  const { questions, answered, yes, no, unknown } = check.progress
  const of = say('ofExpected', { n: formats.number(answered), all: formats.number(questions) })
  return html`${hasEnded(check) ? '' : progress({ value: answered, most: questions, label: of })}
  ${facts([
    { label: say('answered'), value: of },
    { label: say('yes'), value: formats.number(yes) },
    { label: say('no'), value: formats.number(no) },
    { label: say('unknown'), value: formats.number(unknown) },
  ])}`
}

function aside({ formats, language, ...page }: Page, check: PairCheck) {
  const say = sayIn(language, relationsWords)
  const { requests, accounts } = check.progress
  const { estimate, list_checks: lists } = check
  return details([
    [say('requests'), formats.number(requests)],
    [say('estimate'), estimate === null ? '–' : say('estimateOf', { n: estimate.requests })],
    [
      say('accountsUsed'),
      accounts.length === 0 ? say('noAccounts') : accounts.map((name) => `@${name}`).join(', '),
    ],
    [say('created'), time({ formats, language, ...page }, check.created_at)],
    ...(lists.length === 0
      ? []
      : ([
          [
            say('listsRead'),
            lists.map(
              (id, place) =>
                html`<a href="/console/relations/${id}">${say('listRead', { n: place + 1 })}</a> `,
            ),
          ],
        ] as const)),
  ])
}

function table(page: Page, rows: readonly Pair[]) {
  const say = sayIn(page.language, relationsWords)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${say('pairs')}">
    <table class="list plain">
      <thead>
        <tr>
          <th>${say('first')}</th>
          <th>${say('second')}</th>
          <th>${say('forward')}</th>
          <th>${say('backward')}</th>
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

function nameOf({ language }: Page, { username, platform_id: id }: z.output<typeof Person>) {
  const say = sayIn(language, relationsWords)
  if (username !== null) return html`<strong>@${username}</strong>`
  return html`<small>${id === null ? say('erasedPerson') : say('byNumber', { id })}</small>`
}

/** With how it is known, or why it is not. */
function answerOf(page: Page, { answer, basis, reason, at }: z.output<typeof Answer>) {
  const say = sayIn(page.language, relationsWords)
  if (answer === null) return html`<small>${say('open')}</small>`
  const how = basis === null ? '' : say(`basis_${basis}`)
  const why = reason === null ? how : reasonOf(page.language, reason)
  return html`${answerBadge(page, answer)}
    <small class="line">${why} ${at === null ? '' : time(page, at)}</small>`
}
