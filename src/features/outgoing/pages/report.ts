import { html } from 'hono/html'
import { LANGUAGES, nameOfLanguage } from '../../../base/languages.ts'
import type { Made } from '../../../console/edit-conflict.ts'
import { layout } from '../../../console/layout.ts'
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
import { checkboxField } from '../../../console/parts/forms/field.ts'
import { select } from '../../../console/parts/forms/select.ts'
import { refused } from '../../../console/parts/refused.ts'
import { zoneName } from '../../../console/parts/zone-name.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import type { CampaignReport, Context } from './kit.ts'
import { sendsTable } from './sends.ts'

type Name = 'weekday' | 'hour' | 'channels' | 'language' | 'has_link'
type Values = Record<Name, string>

const DAYS = [1, 2, 3, 4, 5, 6, 7]
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

const textsOf = (report: CampaignReport): Values => ({
  weekday: String(report.weekday),
  hour: String(report.hour),
  channels: report.channels.join(','),
  language: report.language,
  has_link: String(report.has_link),
})

const backTo = (page: Context): string => `/campaigns/${encodeURIComponent(page.param('id'))}`

/** `GET /campaigns/:id/report`: when, by which channels, and what was sent. */
export async function showReport(
  page: Context,
  sent?: { values: Values; made: Made; error: ProblemError },
): Promise<Response> {
  const { api, c, t, may, param } = page
  const { answer: report, version } = await api.versioned('getCampaignReport', {
    params: { id: param('id') },
  })
  const texts = textsOf(report)
  // Who begins a report reads its language; colleagues probably do, too.
  if (!report.is_set) texts.language = page.language
  const { values, made, error } = sent ?? storedForm(version, texts)
  const path = `/console${backTo(page)}`
  const change = html`<section>
    ${form(page, report, { values, made, error, path })} ${report.is_set ? acts(page, path) : ''}
  </section>`
  const body = html`${nextLine(page, report)} ${sendsTable(page, report)}
  ${may('lists:write') ? change : ''}`
  const title = t('reportTitle', { campaign: report.campaign.name })
  const content = { title, lead: t('reportHint'), body }
  return c.html(await layout(page, content), error ? 422 : 200)
}

function nextLine({ t, formats }: Context, { is_set, next_at, is_next_last }: CampaignReport) {
  if (!is_set) return ''
  if (next_at === null) return html`<section><p>${t('noNext')}</p></section>`
  const moment = formats.weekdayMoment(new Date(next_at))
  return html`<section>
    <strong>${t(is_next_last ? 'nextLast' : 'next', { moment })}</strong>
  </section>`
}

type Filled = { values: Values; made: Made; error: ProblemError | undefined; path: string }

function form(page: Context, report: CampaignReport, { values, made, error, path }: Filled) {
  const { t } = page
  if (report.offered.length === 0) return html`<p class="hint">${t('noChannel')}</p>`
  return html`<form class="card" method="post" action="${path}/report">
    ${madeInputs(made)} ${error ? refused(page, error, labelsOf(page)) : ''}
    ${fields(page, report, values)}
    <footer>
      <a class="button" href="${path}" data-close>${t('common.cancel')}</a>
      <button class="main">${t(report.is_set ? 'common.save' : 'begin')}</button>
    </footer>
  </form>`
}

function fields({ t, formats, language, now }: Context, report: CampaignReport, values: Values) {
  const chosen = values.channels.split(',')
  return html`<div class="pair">
      ${select({
        name: 'weekday',
        label: t('weekday'),
        options: DAYS.map((day) => ({ value: String(day), label: formats.weekday(day) })),
        chosen: values.weekday,
      })}
      ${select({
        name: 'hour',
        label: t('hour'),
        options: HOURS.map((hour) => ({
          value: String(hour),
          label: `${String(hour).padStart(2, '0')}:00`,
        })),
        chosen: values.hour,
      })}
    </div>
    <p class="hint">${t('hourHint', { zone: zoneName(language, report.time_zone, now) })}</p>
    <fieldset class="field">
      <legend>${t('channels')}</legend>
      ${report.offered.map((channel) =>
        checkboxField({
          name: 'channels',
          value: channel,
          label: t(`channel_${channel}`),
          isChosen: chosen.includes(channel),
        }),
      )}
    </fieldset>
    ${select({
      name: 'language',
      label: t('language'),
      options: LANGUAGES.map((value) => ({ value, label: nameOfLanguage(value) })),
      chosen: values.language,
    })}
    ${checkboxField({
      name: 'has_link',
      label: t('hasLink'),
      isChosen: values.has_link === 'true',
    })}`
}

const acts = ({ t }: Context, path: string) =>
  html`<form method="post" action="${path}/report/send">
      <button>${t('sendNow')}</button>
    </form>
    <form class="card stop-watch" method="post" action="${path}/report/stop">
      <p class="hint">${t('stopHint')}</p>
      <button class="danger">${t('stop')}</button>
    </form>`

const labelsOf = ({ t }: Context): Record<Name, string> => ({
  weekday: t('weekday'),
  hour: t('hour'),
  channels: t('channels'),
  language: t('language'),
  has_link: t('hasLink'),
})

/** Reads the form as texts: a checkbox that is off is not sent. */
function valuesIn(form: URLSearchParams): Values {
  const text = (name: Name) => form.get(name)?.trim() ?? ''
  return {
    weekday: text('weekday'),
    hour: text('hour'),
    channels: form.getAll('channels').join(','),
    language: text('language'),
    has_link: String(form.get('has_link') === 'true'),
  }
}

/** `POST /campaigns/:id/report` saves the form. */
export async function saveReport(page: Context): Promise<Response> {
  const { api, t, param } = page
  const { form: sent, made } = await readEditForm(page)
  const values = valuesIn(sent)
  const params = { id: param('id') }
  const known = ['webhook', 'telegram'] as const
  const chosen = values.channels.split(',')
  const body = {
    weekday: numberIn(values.weekday),
    hour: numberIn(values.hour),
    channels: known.filter((channel) => chosen.includes(channel)),
    language: values.language,
    has_link: values.has_link === 'true',
  }
  const call = saveVersion({
    made,
    mine: values,
    textsOf,
    save: async (ifMatch) => await api.call('setCampaignReport', { params, body, ifMatch }),
  })
  const { refusal: error } = await refusable(call, [422])
  if (error) return await showReport(page, { values, made: madeAfter(made, error), error })
  return goTo(page, backTo(page), t('saved'))
}

/** `POST /campaigns/:id/report/send` sends one besides the weekly ones. */
export async function sendNow(page: Context): Promise<Response> {
  await page.api.call('sendCampaignReportNow', { params: { id: page.param('id') } })
  return goTo(page, backTo(page), page.t('sending'))
}

/** `POST /campaigns/:id/report/stop` ends the reports. */
export async function stopReport(page: Context): Promise<Response> {
  await page.api.call('removeCampaignReport', { params: { id: page.param('id') } })
  return goTo(page, backTo(page), page.t('stopped'))
}
