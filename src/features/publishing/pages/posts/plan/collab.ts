import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { refusable } from '../../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { select } from '../../../../../console/parts/forms/select.ts'
import { addressOfStep } from '../frame.ts'
import type { Context, Plan } from '../kit.ts'
import { postParams } from '../read.ts'

/**
 * Returns the accounts that may publish the post for all: their route invites as many co-authors as
 * there are other accounts.
 */
const mainsOf = ({ accounts, taken }: Plan) =>
  accounts.filter(
    ({ left_out: left, most_collaborators: most }) => left === null && most >= taken - 1,
  )

/** One post of many authors instead of equal posts on many accounts, where a route can. */
export function collabOffer({ t }: Context, post: string, plan: Plan) {
  const mains = mainsOf(plan)
  if (mains.length === 0) return html`<p class="hint">${t('extras.collabTooMany')}</p>`
  return html`<details id="collab">
    <summary>${t('extras.collabTitle')}</summary>
    <form class="card" method="post" action="/console/posts/${post}/collab">
      <p>${t('extras.collabHint')}</p>
      ${select({
        name: 'main',
        label: t('extras.collabMain'),
        options: mains.map(({ id, username }) => ({ value: id, label: `@${username}` })),
        chosen: undefined,
      })}
      <footer><button>${t('extras.collabSubmit', { n: plan.taken - 1 })}</button></footer>
    </form>
  </details>`
}

type Show = (page: Context, error: ProblemError) => Promise<Response>

/** Makes one account publish the post, and the others its co-authors. */
export async function inviteOthers(page: Context, showAgain: Show): Promise<Response> {
  const { api, t } = page
  const params = postParams(page)
  const main = (await readForm(page)).get('main')
  const plan = await api.call('planPost', { params })
  const chosen = mainsOf(plan).find((account) => account.id === main)
  if (!chosen) return goTo(page, addressOfStep(params.id, 'plan'))
  const others = plan.accounts.flatMap(({ id: each, username, left_out: left }) =>
    left === null && each !== chosen.id ? [username.toLowerCase()] : [],
  )
  const body = { groups: [], accounts: [chosen.id], collaborators: others }
  const { refusal } = await refusable(api.call('updatePost', { params, body }))
  if (refusal) return await showAgain(page, refusal)
  const names = others.map((name) => `@${name}`).join(', ')
  const done = t('extras.collabDone', { name: chosen.username, names })
  return goTo(page, addressOfStep(params.id, 'plan'), done)
}
