import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, goTo, readForm, type Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { withQuery } from '../../parts/pager.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { notGranted } from './account.ts'
import { ownAccountsWords } from './words.ts'

const Choice = z.object({
  page_id: z.string(),
  page_name: z.string(),
  username: z.string(),
  connected: z.enum(['no', 'yes', 'elsewhere']),
})
type Choice = z.output<typeof Choice>

const Offer = z.object({ grant: z.string(), expires_at: z.string(), choices: z.array(Choice) })

/** `GET /own-accounts/choose?grant=`: the pages that somebody let gramd read. */
export const showChoices = async (page: Page): Promise<Response> =>
  await show(page, page.c.req.query('grant') ?? '')

async function show(page: Page, grant: string, fault?: string): Promise<Response> {
  const say = sayIn(page.language, ownAccountsWords)
  const offer = await offerOf(page, grant)
  if (offer instanceof Response) return offer
  const body = html`<form class="card choice" method="post" action="/console/own-accounts/choose">
    <p>${say('chooseLead')}</p>
    ${fault === undefined ? '' : notice(fault)}
    <input type="hidden" name="grant" value="${offer.grant}" />
    <fieldset>
      <legend>${say('accounts')}</legend>
      ${offer.choices.map((choice) => tick(page, choice))}
    </fieldset>
    <p class="hint">
      ${say('chooseEnds', { time: page.formats.clock(new Date(offer.expires_at)) })}
    </p>
    <footer>
      <a class="button" href="/console/own-accounts"
        >${sayIn(page.language, frameWords)('leave')}</a
      >
      <button class="main">${say('chooseSubmit')}</button>
    </footer>
  </form>`
  const status = fault === undefined ? 200 : 422
  return page.c.html(await shell(page, { title: say('chooseTitle'), body }), status)
}

/** Sends back to the accounts whoever comes too late. */
async function offerOf(page: Page, grant: string): Promise<z.output<typeof Offer> | Response> {
  try {
    return await page.ask('GET /api/ig/auth/choose', Offer, { query: { grant } })
  } catch (error) {
    if (!(error instanceof ProblemError) || ![400, 404].includes(error.problem.status)) throw error
    return page.c.redirect(
      withQuery(addressOf('/own-accounts'), { problem: 'choice_expired' }),
      303,
    )
  }
}

function tick({ language }: Page, { page_id: id, page_name: name, username, connected }: Choice) {
  const say = sayIn(language, ownAccountsWords)
  return html`<label class="tick-field">
    <input
      type="checkbox"
      name="page"
      value="${id}"
      ${when(connected === 'no', 'checked')}
      ${when(connected === 'elsewhere', 'disabled')}
    />
    @${username} · ${name}
    ${connected === 'no' ? '' : html`<small>${say(`choice_${connected}`)}</small>`}
  </label>`
}

const Chosen = z.object({
  accounts: z.array(
    z.object({
      accountId: z.string(),
      username: z.string(),
      missing_scopes: z.array(z.string()),
    }),
  ),
  refused: z.array(z.object({ page_id: z.string(), code: z.string(), message: z.string() })),
})

/** `POST /own-accounts/choose`: connects them, and says of each that was refused why. */
export async function choosePages(page: Page): Promise<Response> {
  const say = sayIn(page.language, ownAccountsWords)
  const form = await readForm(page)
  const [grant, pageIds] = [form.get('grant') ?? '', form.getAll('page')]
  if (pageIds.length === 0) return await show(page, grant, say('chooseNone'))
  const offer = await offerOf(page, grant)
  if (offer instanceof Response) return offer
  const { accounts, refused } = await page.ask('POST /api/ig/auth/choose', Chosen, {
    body: { grant, page_ids: pageIds },
  })
  const names = accounts.map(({ username }) => `@${username}`).join(', ')
  const missing = accounts.flatMap((account) => account.missing_scopes)
  const told = `${say('chosen', { n: accounts.length, names })}${notGranted(page, missing)}`
  if (refused.length === 0)
    return goTo(
      page,
      accounts.length === 1 ? `/own-accounts/${accounts[0]?.accountId ?? ''}` : '/own-accounts',
      told,
    )
  const nameOf = (id: string): string =>
    offer.choices.find(({ page_id }) => page_id === id)?.username ?? id
  const body = html`<section class="card">
    ${accounts.length === 0 ? '' : html`<p>${told}</p>`}
    <ul>
      ${refused.map(
        ({ page_id: id, code, message }) =>
          html`<li>
            @${nameOf(id)}: ${wordOf(page.language, ownAccountsWords, `end_${code}`) ?? message}
          </li>`,
      )}
    </ul>
    <footer><a class="button main" href="/console/own-accounts">${say('toAccounts')}</a></footer>
  </section>`
  return page.c.html(await shell(page, { title: say('someRefused'), body }))
}
