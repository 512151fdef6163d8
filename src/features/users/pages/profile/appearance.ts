import { html } from 'hono/html'
import { HOMES } from '../../../../base/homes.ts'
import { themeOfUser, THEMES } from '../../../../console/cookies.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { findLanguage, nameOfLanguage } from '../../../../base/languages.ts'
import { LANGUAGES } from '../../../../console/messages.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { field, checkboxField } from '../../../../console/parts/forms/field.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import type { Context, Routes } from './kit.ts'

/** The refused input of the form. */
export type AppearanceForm = { timeZone: string; fault: string }

export function appearanceSection(page: Context, form?: AppearanceForm) {
  const { t, language, theme, me } = page
  return html`<section>
    <h2>${t('appearance')}</h2>
    <form class="card" method="post" action="/console/profile/appearance">
      ${select({
        name: 'language',
        label: t('common.language'),
        options: LANGUAGES.map((value) => ({ value, label: nameOfLanguage(value) })),
        chosen: language,
      })}
      ${select({
        name: 'theme',
        label: t('common.theme'),
        options: THEMES.map((value) => ({ value, label: t(`common.theme_${value}`) })),
        chosen: theme,
      })}
      ${field({
        name: 'time_zone',
        label: t('timeZone'),
        value: form?.timeZone ?? me?.time_zone ?? '',
        hint: t('timeZoneHint'),
        fault: form?.fault,
        isRequired: false,
        list: 'zones',
      })}
      <datalist id="zones">
        ${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value="${zone}"></option>`)}
      </datalist>
      ${
        me === null || me.homes.length < 2
          ? ''
          : select({
              name: 'home',
              label: t('home'),
              options: me.homes.map((value) => ({ value, label: t(`common.home_${value}`) })),
              chosen: me.homes.find((each) => each === me.home) ?? me.homes[0] ?? '',
            })
      }
      ${checkboxField({
        name: 'single_keys',
        label: t('singleKeys'),
        isChosen: me?.single_keys !== false,
      })}
      <footer><button class="main">${t('common.save')}</button></footer>
    </form>
  </section>`
}

/** `refuse` shows the page again with what was not taken. */
export const appearanceRoutes = (
  refuse: (page: Context, form: AppearanceForm) => Promise<Response>,
): Routes => ({
  async 'POST /profile/appearance'(page) {
    const { api, t, cookies } = page
    const form = await readForm(page)
    const language = findLanguage(form.get('language')) ?? page.language
    const theme = THEMES.find((each) => each === form.get('theme')) ?? page.theme
    const home = HOMES.find((each) => each === form.get('home'))
    const timeZone = form.get('time_zone')?.trim() ?? ''
    const body = {
      language,
      theme: themeOfUser(theme),
      time_zone: timeZone === '' ? null : timeZone,
      single_keys: form.get('single_keys') === 'true',
      ...(home && { home }),
    }
    const { refusal } = await refusable(api.call('changeMe', { body }), [422])
    if (refusal) {
      if (refusal.reasonAt('time_zone') === undefined) throw refusal
      return await refuse(page, { timeZone, fault: t('wrongTimeZone') })
    }
    // Pages for everybody, such as that of signing in, look the same on this browser.
    cookies.setLanguage(language)
    cookies.setTheme(theme)
    return goTo(page, '/profile', t('saved'))
  },
})
