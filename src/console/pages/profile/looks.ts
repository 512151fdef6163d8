import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { themeOfUser, THEMES } from '../../cookies.ts'
import { goTo, readForm, type Page, type Route } from '../../page.ts'
import { field, tickField } from '../../parts/field.ts'
import { select } from '../../parts/select.ts'
import { LANGUAGE_NAMES, LANGUAGES, sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { profileWords } from './words.ts'

/** What was sent and not taken. */
export type Given = { timeZone: string; fault: string }

export function looksSection(page: Page, given?: Given) {
  const { language, theme, me } = page
  const say = sayIn(language, frameWords)
  const sayOwn = sayIn(language, profileWords)
  return html`<section>
    <h2>${sayOwn('looks')}</h2>
    <form class="card" method="post" action="/console/profile/looks">
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
        chosen: theme,
      })}
      ${field({
        name: 'time_zone',
        label: sayOwn('timeZone'),
        value: given?.timeZone ?? me?.time_zone ?? '',
        hint: sayOwn('timeZoneHint'),
        fault: given?.fault,
        isRequired: false,
        list: 'zones',
      })}
      <datalist id="zones">
        ${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value="${zone}"></option>`)}
      </datalist>
      ${tickField({
        name: 'single_keys',
        label: sayOwn('singleKeys'),
        isChosen: me?.single_keys !== false,
      })}
      <footer><button class="main">${say('save')}</button></footer>
    </form>
  </section>`
}

/** `refuse` shows the page again with what was not taken. */
export const looksRoutes = (
  refuse: (page: Page, given: Given) => Promise<Response>,
): readonly Route[] => [
  {
    method: 'POST',
    path: '/profile/looks',
    async handle(page) {
      const form = await readForm(page)
      const language = LANGUAGES.find((each) => each === form.get('language')) ?? page.language
      const theme = THEMES.find((each) => each === form.get('theme')) ?? page.theme
      const timeZone = form.get('time_zone')?.trim() ?? ''
      const body = {
        language,
        theme: themeOfUser(theme),
        time_zone: timeZone === '' ? null : timeZone,
        single_keys: form.get('single_keys') === 'true',
      }
      try {
        await page.ask('PATCH /api/auth/me', z.unknown(), { body })
      } catch (error) {
        if (!(error instanceof ProblemError) || error.reasonAt('time_zone') === undefined)
          throw error
        const fault = sayIn(page.language, profileWords)('wrongTimeZone')
        return await refuse(page, { timeZone, fault })
      }
      // Pages for everybody, such as that of signing in, look the same on this browser.
      page.cookies.setLanguage(language)
      page.cookies.setTheme(theme)
      return goTo(page, '/profile', sayIn(language, profileWords)('saved'))
    },
  },
]
