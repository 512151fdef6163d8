import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { select } from '../../parts/select.ts'
import { sayIn } from '../../words.ts'
import { Plan, postId } from './data.ts'
import { addressOfStep } from './frame.ts'
import { extrasWords } from './extras-words.ts'

/** Those that may publish it for all: their route invites as many as there are others. */
const mainsOf = ({ accounts, taken }: Plan) =>
  accounts.filter(
    ({ left_out: left, most_collaborators: most }) => left === null && most >= taken - 1,
  )

/** One post of many authors instead of equal posts on many accounts, where a route can. */
export function collabOffer(page: Page, post: string, plan: Plan) {
  const say = sayIn(page.language, extrasWords)
  const mains = mainsOf(plan)
  if (mains.length === 0) return html`<p class="hint">${say('collabTooMany')}</p>`
  return html`<details id="collab">
    <summary>${say('collabTitle')}</summary>
    <form class="card" method="post" action="/console/posts/${post}/collab">
      <p>${say('collabHint')}</p>
      ${select({
        name: 'main',
        label: say('collabMain'),
        options: mains.map(({ id, username }) => ({ value: id, label: `@${username}` })),
        chosen: undefined,
      })}
      <footer><button>${say('collabSubmit', { n: plan.taken - 1 })}</button></footer>
    </form>
  </details>`
}

type Show = (page: Page, error: ProblemError) => Promise<Response>

/** Makes one account publish the post, and the others its co-authors. */
export async function inviteOthers(page: Page, showAgain: Show): Promise<Response> {
  const id = postId(page)
  const main = (await readForm(page)).get('main')
  const plan = await page.ask(`GET /api/posts/${id}/plan`, Plan)
  const chosen = mainsOf(plan).find((account) => account.id === main)
  if (!chosen) return goTo(page, addressOfStep(id, 'plan'))
  const others = plan.accounts.flatMap(({ id: each, username, left_out: left }) =>
    left === null && each !== chosen.id ? [username.toLowerCase()] : [],
  )
  const body = { groups: [], accounts: [chosen.id], collaborators: others }
  try {
    await page.ask(`PATCH /api/posts/${id}`, z.unknown(), { body })
  } catch (error) {
    if (!(error instanceof ProblemError) || ![409, 422].includes(error.problem.status)) throw error
    return await showAgain(page, error)
  }
  const say = sayIn(page.language, extrasWords)
  const names = others.map((name) => `@${name}`).join(', ')
  return goTo(page, addressOfStep(id, 'plan'), say('collabDone', { name: chosen.username, names }))
}
