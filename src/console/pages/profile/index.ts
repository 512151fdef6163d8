import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { THEMES } from '../../cookies.ts'
import { goTo, readForm, type ConsolePage, type Page } from '../../page.ts'
import { elevated } from '../../parts/elevation.ts'
import { field } from '../../parts/field.ts'
import { once } from '../../parts/once.ts'
import { select } from '../../parts/select.ts'
import { shell } from '../../shell.ts'
import { LANGUAGE_NAMES, LANGUAGES, sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { profileWords } from './words.ts'

async function show(page: Page): Promise<Response> {
  const say = sayIn(page.language, profileWords)
  const body = html`${looks(page)} ${factor(page)}
    <section>
      <h2>${say('password')}</h2>
      <p class="hint">${say('passwordHint')}</p>
    </section>`
  const content = { title: say('title'), lead: say('lead'), body }
  return page.c.html(await shell(page, content))
}

function looks({ language, cookies }: Page) {
  const say = sayIn(language, frameWords)
  return html`<section>
    <h2>${sayIn(language, profileWords)('looks')}</h2>
    <form class="card" method="post" action="/console/looks">
      <input type="hidden" name="back" value="/console/profile" />
      ${select({
        name: 'language',
        label: say('language'),
        options: LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
        chosen: language,
      })}
      ${select({
        name: 'theme',
        label: say('theme'),
        options: THEMES.map((value) => ({ value, label: say(`theme_${value}`) })),
        chosen: cookies.theme,
      })}
      <footer><button class="main">${say('save')}</button></footer>
    </form>
  </section>`
}

function factor(page: Page) {
  const say = sayIn(page.language, profileWords)
  const isOn = page.me?.has_second_factor === true
  const verb = isOn ? 'remove' : 'begin'
  return html`<section>
    <h2>${say('factor')}</h2>
    <p class="hint">${say(isOn ? 'factorOn' : 'factorOff')}</p>
    ${elevated(
      page,
      () =>
        html`<form method="post" action="/console/profile/factor/${verb}">
          <button>${say(verb)}</button>
        </form>`,
    )}
  </section>`
}

const Begun = z.object({ secret: z.string(), uri: z.string().startsWith('otpauth:') })

async function begin(page: Page): Promise<Response> {
  const begun = await page.ask('POST /api/auth/second-factor', Begun)
  return await showSecret(page, begun)
}

/** A wrong code shows the same secret again: it comes back with the form. */
async function showSecret(
  page: Page,
  { secret, uri }: z.output<typeof Begun>,
  fault?: string,
): Promise<Response> {
  const say = sayIn(page.language, profileWords)
  const body = html`${once(say('secretTitle'), [secret], say('secretAdvice'))}
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

async function confirm(page: Page): Promise<Response> {
  const say = sayIn(page.language, profileWords)
  const form = await readForm(page)
  const Codes = z.object({ recovery_codes: z.array(z.string()) })
  try {
    const body = { code: form.get('code') ?? '' }
    const { recovery_codes: codes } = await page.ask(
      'POST /api/auth/second-factor/confirm',
      Codes,
      { body },
    )
    const content = {
      title: say('factor'),
      body: once(say('recoveryTitle'), codes, say('recoveryAdvice')),
    }
    return page.c.html(await shell(page, content))
  } catch (error) {
    if (!(error instanceof ProblemError) || error.reasonAt('code') === undefined) throw error
    const begun = Begun.safeParse({ secret: form.get('secret'), uri: form.get('uri') })
    if (!begun.success) throw error
    return await showSecret(page, begun.data, say('wrongCode'))
  }
}

async function remove(page: Page): Promise<Response> {
  await page.ask('DELETE /api/auth/second-factor', z.unknown())
  return goTo(page, '/profile', sayIn(page.language, profileWords)('removed'))
}

export const profile: ConsolePage = {
  path: '/profile',
  words: profileWords,
  nav: null,
  routes: [
    { method: 'GET', path: '/profile', handle: async (page) => await show(page) },
    { method: 'POST', path: '/profile/factor/begin', handle: begin },
    { method: 'POST', path: '/profile/factor/confirm', handle: confirm },
    { method: 'POST', path: '/profile/factor/remove', handle: remove },
  ],
}
