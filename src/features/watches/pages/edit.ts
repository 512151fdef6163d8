import { html } from 'hono/html'
import { LANGUAGES, nameOfLanguage } from '../../../base/languages.ts'
import type { Made } from '../../../console/edit-conflict.ts'
import { layout } from '../../../console/layout.ts'
import { choiceIn } from '../../../console/kit/choice.ts'
import { numberIn } from '../../../console/kit/number-in.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import {
  madeAfter,
  readEditForm,
  saveVersion,
  storedForm,
} from '../../../console/kit/save-version.ts'
import { goTo } from '../../../console/page.ts'
import { madeInputs } from '../../../console/parts/forms/conflict.ts'
import { checkboxField, field } from '../../../console/parts/forms/field.ts'
import { select } from '../../../console/parts/forms/select.ts'
import { refused } from '../../../console/parts/refused.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import type { Context, Watch } from './kit.ts'

const SWITCHES = ['risk_flags', 'renamed', 'private', 'gone', 'back'] as const
const DIGESTS = ['at_once', 'daily', 'weekly'] as const
const NUMBERS = ['growth_share', 'silent_days', 'far_above_times'] as const

type Name =
  | (typeof SWITCHES)[number]
  | (typeof NUMBERS)[number]
  | 'brands'
  | 'digest'
  | 'digest_time'
  | 'digest_weekday'
  | 'receivers'
  | 'is_for_team'
  | 'language'
type Values = Record<Name, string>

const percentText = (share: number | null) =>
  share === null ? '' : String(Math.round(share * 1e4) / 100)
const numberText = (value: number | null) => (value === null ? '' : String(value))

const textsOf = (watch: Watch): Values => ({
  growth_share: percentText(watch.growth_share),
  silent_days: numberText(watch.silent_days),
  far_above_times: numberText(watch.far_above_times),
  brands: watch.brands.join(', '),
  risk_flags: String(watch.risk_flags),
  renamed: String(watch.renamed),
  private: String(watch.private),
  gone: String(watch.gone),
  back: String(watch.back),
  digest: watch.digest,
  digest_time: watch.digest_time,
  digest_weekday: String(watch.digest_weekday),
  receivers: watch.receivers.map(({ login }) => login).join(','),
  is_for_team: String(watch.is_for_team),
  language: watch.language,
})

/** `GET /watches/:id/edit`: the rules and messages of a watch; a dialog where scripts run. */
export async function showEdit(
  page: Context,
  sent?: { values: Values; made: Made; error: ProblemError },
): Promise<Response> {
  const { api, c, t, me, param } = page
  const { answer: watch, version } = await api.versioned('getWatch', {
    params: { id: param('id') },
  })
  const texts = textsOf(watch)
  // Who begins a watch gets its messages, in the language that they read.
  if (!watch.is_watched) {
    texts.language = page.language
    if (me) texts.receivers = me.name
  }
  const { values, made, error } = sent ?? storedForm(version, texts)
  const path = `/console/watches/${watch.list.id}`
  const body = html`<form class="card" method="post" action="${path}">
      ${madeInputs(made)}
      ${error && !error.problem.errors?.length ? refused(page, error, labelsOf(page)) : ''}
      ${ruleFields(page, values, error)} ${messageFields(page, watch, values, error)}
      <footer>
        <a class="button" href="${path}" data-close>${t('common.cancel')}</a>
        <button class="main">${t(watch.is_watched ? 'common.save' : 'begin')}</button>
      </footer>
    </form>
    ${
      watch.is_watched
        ? html`<form class="card stop-watch" method="post" action="${path}/stop">
            <p class="hint">${t('stopHint')}</p>
            <button class="danger">${t('stop')}</button>
          </form>`
        : ''
    }`
  const title = t('watchTitle', { list: watch.list.name })
  return c.html(await layout(page, { title, body }), error ? 422 : 200)
}

function ruleFields({ t }: Context, values: Values, error: ProblemError | undefined) {
  const fault = (name: Name) => error?.reasonAt(name)
  const number = (name: (typeof NUMBERS)[number], label: string, hint: string) =>
    field({
      name,
      label,
      hint,
      value: values[name],
      fault: fault(name),
      isNumeric: true,
      isRequired: false,
    })
  return html`${number('growth_share', t('growth'), t('growthHint'))}
    <div class="pair">
      ${number('silent_days', t('silent'), t('offHint'))}
      ${number('far_above_times', t('farAbove'), t('offHint'))}
    </div>
    ${field({
      name: 'brands',
      label: t('brands'),
      hint: t('brandsHint'),
      value: values.brands,
      fault: fault('brands'),
      isRequired: false,
    })}
    <fieldset class="field">
      <legend>${t('changes')}</legend>
      ${SWITCHES.map((name) =>
        checkboxField({ name, label: t(`on_${name}`), isChosen: values[name] === 'true' }),
      )}
    </fieldset>`
}

function messageFields(
  page: Context,
  watch: Watch,
  values: Values,
  error: ProblemError | undefined,
) {
  const { t, formats, me } = page
  const chosen = values.receivers.split(',')
  const people = [...(me ? [{ login: me.name, name: me.name }] : []), ...watch.receivers]
  const unique = people.filter(
    ({ login }, at) => people.findIndex((each) => each.login === login) === at,
  )
  return html`${select({
      name: 'digest',
      label: t('digest'),
      options: DIGESTS.map((value) => ({ value, label: t(`digest_${value}`) })),
      chosen: values.digest,
    })}
    <div class="pair">
      ${field({
        name: 'digest_time',
        label: t('time'),
        type: 'time',
        value: values.digest_time,
        fault: error?.reasonAt('digest_time'),
      })}
      ${select({
        name: 'digest_weekday',
        label: t('weekday'),
        options: [1, 2, 3, 4, 5, 6, 7].map((day) => ({
          value: String(day),
          label: formats.weekday(day),
        })),
        chosen: values.digest_weekday,
      })}
    </div>
    <fieldset class="field">
      <legend>${t('receivers')}</legend>
      ${unique.map(({ login, name }) =>
        checkboxField({
          name: 'receivers',
          value: login,
          label: name,
          isChosen: chosen.includes(login),
        }),
      )}
      ${checkboxField({ name: 'is_for_team', label: t('team'), isChosen: values.is_for_team === 'true' })}
      <p class="hint">${t('receiversHint')}</p>
    </fieldset>
    ${select({
      name: 'language',
      label: t('language'),
      options: LANGUAGES.map((value) => ({ value, label: nameOfLanguage(value) })),
      chosen: values.language,
    })}`
}

/** The labels of the fields of the form. */
const labelsOf = ({ t }: Context): Record<Name, string> => ({
  growth_share: t('growth'),
  silent_days: t('silent'),
  far_above_times: t('farAbove'),
  brands: t('brands'),
  risk_flags: t('on_risk_flags'),
  renamed: t('on_renamed'),
  private: t('on_private'),
  gone: t('on_gone'),
  back: t('on_back'),
  digest: t('digest'),
  digest_time: t('time'),
  digest_weekday: t('weekday'),
  receivers: t('receivers'),
  is_for_team: t('team'),
  language: t('language'),
})

/** Reads the form as texts: a checkbox that is off is not sent. */
function valuesIn(form: URLSearchParams): Values {
  const text = (name: Name) => form.get(name)?.trim() ?? ''
  const isOn = (name: Name) => String(form.get(name) === 'true')
  return {
    growth_share: text('growth_share').replace('%', '').trim(),
    silent_days: text('silent_days'),
    far_above_times: text('far_above_times'),
    brands: text('brands'),
    risk_flags: isOn('risk_flags'),
    renamed: isOn('renamed'),
    private: isOn('private'),
    gone: isOn('gone'),
    back: isOn('back'),
    digest: choiceIn(form, 'digest', DIGESTS),
    digest_time: text('digest_time'),
    digest_weekday: text('digest_weekday'),
    receivers: form.getAll('receivers').join(','),
    is_for_team: isOn('is_for_team'),
    language: text('language'),
  }
}

const listIn = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')

const percentIn = (text: string): number => {
  const value = numberIn(text)
  return typeof value === 'number' ? value / 100 : value
}

/** `POST /watches/:id` saves the form. */
export async function saveWatch(page: Context): Promise<Response> {
  const { api, t, param } = page
  const { form, made } = await readEditForm(page)
  const values = valuesIn(form)
  const params = { id: param('id') }
  const isOn = (name: Name) => values[name] === 'true'
  const body = {
    growth_share: values.growth_share === '' ? null : percentIn(values.growth_share),
    silent_days: values.silent_days === '' ? null : numberIn(values.silent_days),
    far_above_times: values.far_above_times === '' ? null : numberIn(values.far_above_times),
    brands: listIn(values.brands),
    risk_flags: isOn('risk_flags'),
    renamed: isOn('renamed'),
    private: isOn('private'),
    gone: isOn('gone'),
    back: isOn('back'),
    digest: choiceIn(form, 'digest', DIGESTS),
    digest_time: values.digest_time,
    digest_weekday: numberIn(values.digest_weekday),
    receivers: listIn(values.receivers),
    is_for_team: isOn('is_for_team'),
    language: values.language,
  }
  const call = saveVersion({
    made,
    mine: values,
    textsOf,
    save: async (ifMatch) => await api.call('setWatch', { params, body, ifMatch }),
  })
  const { refusal: error } = await refusable(call, [422])
  if (error) return await showEdit(page, { values, made: madeAfter(made, error), error })
  return goTo(page, `/lists/${encodeURIComponent(params.id)}`, t('saved'))
}
