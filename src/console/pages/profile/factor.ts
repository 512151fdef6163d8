import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page, type Route } from '../../page.ts'
import { elevated } from '../../parts/elevation.ts'
import { field } from '../../parts/field.ts'
import { once } from '../../parts/once.ts'
import { qr } from '../../parts/qr.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { profileWords } from './words.ts'

export function factorSection(page: Page) {
  const say = sayIn(page.language, profileWords)
  const isOn = page.me?.has_second_factor === true
  const act = (verb: 'begin' | 'codes' | 'remove') =>
    html`<form method="post" action="/console/profile/factor/${verb}">
      <button>${say(verb)}</button>
    </form>`
  return html`<section>
    <h2>${say('factor')}</h2>
    <p class="hint">${say(isOn ? 'factorOn' : 'factorOff')}</p>
    ${elevated(
      page,
      () =>
        html`<div class="buttons">
          ${isOn ? html`${act('codes')} ${act('remove')}` : act('begin')}
        </div>`,
    )}
  </section>`
}

const Begun = z.object({
  secret: z.string().max(200),
  // A longer one fits no QR code.
  uri: z.string().startsWith('otpauth:').max(500),
})

async function begin(page: Page): Promise<Response> {
  return await showSecret(page, await page.ask('POST /api/auth/second-factor', Begun))
}

/** A wrong code shows the same secret again: it comes back with the form. */
async function showSecret(
  page: Page,
  { secret, uri }: z.output<typeof Begun>,
  fault?: string,
): Promise<Response> {
  const say = sayIn(page.language, profileWords)
  const body = html`<p>${say('scan')}</p>
    ${qr(uri, say('qrLabel'))} ${once(say('secretTitle'), [secret], say('secretAdvice'))}
    <p><a class="button" href="${uri}">${say('openApp')}</a></p>
    <form class="card" method="post" action="/console/profile/factor/confirm">
      <input type="hidden" name="secret" value="${secret}" />
      <input type="hidden" name="uri" value="${uri}" />
      ${field({
        name: 'code',
        label: say('code'),
        autocomplete: 'one-time-code',
        isNumeric: true,
        hasFocus: true,
        fault,
      })}
      <footer><button class="main">${say('confirm')}</button></footer>
    </form>`
  const content = { title: say('factor'), body }
  return page.c.html(await shell(page, content), fault === undefined ? 200 : 422)
}

const Codes = z.object({ recovery_codes: z.array(z.string()) })

async function showCodes(page: Page, { recovery_codes: codes }: z.output<typeof Codes>) {
  const say = sayIn(page.language, profileWords)
  const body = html`${once(say('recoveryTitle'), codes, say('recoveryAdvice'))}
    <p><a class="button main" href="/console">${say('codesKept')}</a></p>`
  return page.c.html(await shell(page, { title: say('factor'), body }))
}

async function confirm(page: Page): Promise<Response> {
  const form = await readForm(page)
  try {
    const body = { code: form.get('code') ?? '' }
    return await showCodes(
      page,
      await page.ask('POST /api/auth/second-factor/confirm', Codes, { body }),
    )
  } catch (error) {
    if (!(error instanceof ProblemError) || error.reasonAt('code') === undefined) throw error
    const begun = Begun.safeParse({ secret: form.get('secret'), uri: form.get('uri') })
    if (!begun.success) throw error
    return await showSecret(page, begun.data, sayIn(page.language, profileWords)('wrongCode'))
  }
}

async function replaceCodes(page: Page): Promise<Response> {
  return await showCodes(page, await page.ask('POST /api/auth/second-factor/recovery-codes', Codes))
}

async function remove(page: Page): Promise<Response> {
  await page.ask('DELETE /api/auth/second-factor', z.unknown())
  return goTo(page, '/profile', sayIn(page.language, profileWords)('removed'))
}

export const factorRoutes: readonly Route[] = [
  { method: 'POST', path: '/profile/factor/begin', isForEnrolling: true, handle: begin },
  { method: 'POST', path: '/profile/factor/confirm', isForEnrolling: true, handle: confirm },
  { method: 'POST', path: '/profile/factor/codes', handle: replaceCodes },
  { method: 'POST', path: '/profile/factor/remove', handle: remove },
]
