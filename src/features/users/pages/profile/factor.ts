import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import type { AnswerOf } from '../../../../console/api.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { elevated } from '../../../../console/parts/forms/elevation.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { secretOnce } from '../../../../console/parts/forms/secret-once.ts'
import { qr } from '../../../../console/parts/qr.ts'
import { layout } from '../../../../console/layout.ts'
import type { Context, Routes } from './kit.ts'

export function factorSection(page: Context) {
  const { t } = page
  const isOn = page.me?.has_second_factor === true
  const act = (verb: 'begin' | 'codes' | 'remove') =>
    html`<form method="post" action="/console/profile/factor/${verb}">
      <button>${t(verb)}</button>
    </form>`
  return html`<section>
    <h2>${t('factor')}</h2>
    <p class="hint">${t(isOn ? 'factorOn' : 'factorOff')}</p>
    ${elevated(
      page,
      () =>
        html`<div class="buttons">
          ${isOn ? html`${act('codes')} ${act('remove')}` : act('begin')}
        </div>`,
    )}
  </section>`
}

/** The values that the form sends back. */
const Begun = z.object({
  secret: z.string().max(200),
  // A longer one fits no QR code.
  uri: z.string().startsWith('otpauth:').max(500),
})

async function begin(page: Context): Promise<Response> {
  return await showSecret(page, await page.api.call('beginSecondFactor'))
}

/** A wrong code shows the same secret again: it comes back with the form. */
async function showSecret(
  page: Context,
  { secret, uri }: z.output<typeof Begun>,
  fault?: string,
): Promise<Response> {
  const { t } = page
  const body = html`<p>${t('scan')}</p>
    ${qr(uri, t('qrLabel'))} ${secretOnce(page, t('secretTitle'), [secret], t('secretAdvice'))}
    <p><a class="button" href="${uri}">${t('openApp')}</a></p>
    <form class="card" method="post" action="/console/profile/factor/confirm">
      <input type="hidden" name="secret" value="${secret}" />
      <input type="hidden" name="uri" value="${uri}" />
      ${field({
        name: 'code',
        label: t('code'),
        autocomplete: 'one-time-code',
        isNumeric: true,
        hasFocus: true,
        fault,
      })}
      <footer><button class="main">${t('confirm')}</button></footer>
    </form>`
  const content = { title: t('factor'), body }
  return page.c.html(await layout(page, content), fault === undefined ? 200 : 422)
}

async function showCodes(
  page: Context,
  { recovery_codes: codes }: AnswerOf<'confirmSecondFactor'>,
) {
  const { t } = page
  const body = html`${secretOnce(page, t('recoveryTitle'), codes, t('recoveryAdvice'))}
    <p><a class="button main" href="/console">${t('codesKept')}</a></p>`
  return page.c.html(await layout(page, { title: t('factor'), body }))
}

async function confirm(page: Context): Promise<Response> {
  const form = await readForm(page)
  const call = page.api.call('confirmSecondFactor', { body: { code: form.get('code') ?? '' } })
  const { answer, refusal } = await refusable(call, [422])
  if (!refusal) return await showCodes(page, answer)
  const begun = Begun.safeParse({ secret: form.get('secret'), uri: form.get('uri') })
  if (refusal.reasonAt('code') === undefined || !begun.success) throw refusal
  return await showSecret(page, begun.data, page.t('wrongCode'))
}

async function replaceCodes(page: Context): Promise<Response> {
  return await showCodes(page, await page.api.call('replaceRecoveryCodes'))
}

async function remove(page: Context): Promise<Response> {
  await page.api.call('removeSecondFactor')
  return goTo(page, '/profile', page.t('removed'))
}

export const factorRoutes: Routes = {
  'POST /profile/factor/begin': { isForEnrolling: true, handle: begin },
  'POST /profile/factor/confirm': { isForEnrolling: true, handle: confirm },
  'POST /profile/factor/codes': replaceCodes,
  'POST /profile/factor/remove': remove,
}
