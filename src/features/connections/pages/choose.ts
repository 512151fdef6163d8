import { html } from 'hono/html'
import { refusable } from '../../../console/kit/refusable.ts'
import { addressOf, goTo, readForm } from '../../../console/page.ts'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { notice, layout } from '../../../console/layout.ts'
import { notGranted } from './account.ts'
import type { Choice, Context, Offer } from './kit.ts'

/** `GET /own-accounts/choose?grant=`: the pages that a person let gramd read. */
export const showChoices = async (page: Context): Promise<Response> =>
  await show(page, page.c.req.query('grant') ?? '')

async function show(page: Context, grant: string, fault?: string): Promise<Response> {
  const { t } = page
  const offer = await offerOf(page, grant)
  if (offer instanceof Response) return offer
  const body = html`<form class="card choice" method="post" action="/console/own-accounts/choose">
    <p>${t('chooseLead')}</p>
    ${fault === undefined ? '' : notice(fault)}
    <input type="hidden" name="grant" value="${offer.grant}" />
    <fieldset>
      <legend>${t('accounts')}</legend>
      ${offer.choices.map((choice) => checkboxCell(page, choice))}
    </fieldset>
    <p class="hint">${t('chooseEnds', { time: page.formats.clock(new Date(offer.expiresAt)) })}</p>
    <footer>
      <a class="button" href="/console/own-accounts">${t('common.leave')}</a>
      <button class="main">${t('chooseSubmit')}</button>
    </footer>
  </form>`
  const status = fault === undefined ? 200 : 422
  return page.c.html(await layout(page, { title: t('chooseTitle'), body }), status)
}

/** Returns the offer; redirects a person who comes too late to the list of accounts. */
async function offerOf(page: Context, grant: string): Promise<Offer | Response> {
  const call = page.api.call('listConnectingChoices', { query: { grant } })
  const { answer, refusal } = await refusable(call, [400, 404])
  if (!refusal) return answer
  const path = withQuery(addressOf('/own-accounts'), { problem: 'choice_expired' })
  return page.c.redirect(path, 303)
}

function checkboxCell({ t }: Context, { pageId: id, pageName: name, username, connected }: Choice) {
  return html`<label class="tick-field" dir="auto">
    <input
      type="checkbox"
      name="page"
      value="${id}"
      ${boolAttr(connected === 'no', 'checked')}
      ${boolAttr(connected === 'elsewhere', 'disabled')}
    />
    @${username} · ${name}
    ${connected === 'no' ? '' : html`<small>${t(`choice_${connected}`)}</small>`}
  </label>`
}

/** `POST /own-accounts/choose`: connects them, and says of each that was refused why. */
export async function choosePages(page: Context): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const [grant, pageIds] = [form.get('grant') ?? '', form.getAll('page')]
  if (pageIds.length === 0) return await show(page, grant, t('chooseNone'))
  const offer = await offerOf(page, grant)
  if (offer instanceof Response) return offer
  const { accounts, refused } = await page.api.call('chooseConnectingPages', {
    body: { grant, pageIds },
  })
  const names = accounts.map(({ username }) => `@${username}`).join(', ')
  const missing = accounts.flatMap((account) => account.missingScopes)
  const message = `${t('chosen', { n: accounts.length, names })}${notGranted(page, missing)}`
  if (refused.length === 0)
    return goTo(
      page,
      accounts.length === 1 ? `/own-accounts/${accounts[0]?.accountId ?? ''}` : '/own-accounts',
      message,
    )
  const nameOf = (id: string): string =>
    offer.choices.find(({ pageId }) => pageId === id)?.username ?? id
  const body = html`<section class="card">
    ${accounts.length === 0 ? '' : html`<p dir="auto">${message}</p>`}
    <ul>
      ${refused.map(
        ({ pageId: id, code, message }) =>
          html`<li>@${nameOf(id)}: ${page.findText(`end_${code}`) ?? message}</li>`,
      )}
    </ul>
    <footer><a class="button main" href="/console/own-accounts">${t('toAccounts')}</a></footer>
  </section>`
  return page.c.html(await layout(page, { title: t('someRefused'), body }))
}
