import { html } from 'hono/html'
import { LANGUAGES, nameOfLanguage } from '../../../base/languages.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { formatsOf } from '../../../console/formats.ts'
import { layout } from '../../../console/layout.ts'
import { translator, type Language } from '../../../console/messages.ts'
import { copyButton } from '../../../console/parts/forms/copy-button.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { messages } from '../texts/index.ts'
import { factsOf, type Facts, type Words } from './alerts.ts'
import { ANSWERABLE } from './answerable.ts'
import { nameOf, pathOf, type Alert, type Campaign, type Context } from './kit.ts'

/** Shows a text that asks the creator about an alert; a person changes, copies and sends it. */
export async function showAsk(context: Context): Promise<Response> {
  const { api, c, t, param } = context
  const params = { id: param('id') }
  const { key, language: chosen } = c.req.query()
  const [campaign, results] = await Promise.all([
    api.call('getCampaign', { params }),
    api.call('getCampaignResults', { params }),
  ])
  const alert = results.alerts.find((each) => each.key === key && ANSWERABLE.has(each.kind))
  if (alert === undefined) throw new NoSuchRecordError('the campaign has no such alert now')
  const language = LANGUAGES.find((each) => each === chosen) ?? context.language
  const words = wordsIn(context, language)
  const text = textOf(words, factsOf(words, results, alert), { campaign, alert })
  const title = t('askOf', { name: nameOf(alert.blog) })
  return c.html(
    await layout(context, { title, body: form(context, { campaign, alert, language, text }) }),
  )
}

/** A message is in the language of its reader, whatever that of the page. */
const wordsIn = ({ timeZone }: Context, language: Language): Words => ({
  t: translator(language, messages) as Words['t'],
  formats: formatsOf(language, timeZone),
})

type About = { campaign: Campaign; alert: Alert }

/** The marks that keep names apart on a page would travel with the message, unseen. */
const MARKS = /[\u2066-\u2069]/gu

function textOf({ t }: Words, facts: Facts, { campaign, alert }: About): string {
  const { post, what, due, expected, found } = facts
  const whole = { name: nameOf(alert.blog), campaign: campaign.name }
  const texts: Partial<Record<Alert['kind'], () => string>> = {
    overdue: () => t('ask_overdue', { ...whole, what, day: due }),
    not_labelled: () => t('ask_label', { ...whole, post }),
    label_removed: () => t('ask_label_back', { ...whole, post }),
    gone: () => t('ask_gone', { ...whole, post }),
    code_missing: () =>
      found === null
        ? t('ask_no_code', { ...whole, post, code: expected })
        : t('ask_other_code', { ...whole, post, code: expected, found }),
    misspelt_mention: () => t('ask_mention', { ...whole, found: found ?? '', account: expected }),
    comments_off: () => t('ask_comments', { ...whole, post }),
  }
  return (texts[alert.kind]?.() ?? '').replaceAll(MARKS, '')
}

type Filled = About & { language: Language; text: string }

function form({ t, language: own }: Context, { campaign, alert, language, text }: Filled) {
  const path = `${pathOf(campaign)}/ask`
  const choices = LANGUAGES.map((each) => {
    const href = withQuery(path, { key: alert.key, language: each })
    const current = each === language ? html`aria-current="true"` : ''
    return html`<a href="${href}" data-dialog ${current}>${nameOfLanguage(each)}</a>`
  })
  return html`<div class="card">
    <nav class="switch" aria-label="${t('askLanguage')}">${choices}</nav>
    <div class="field">
      <label for="ask">${t('askText')}</label>
      <textarea id="ask" rows="7" dir="auto" lang="${language}" aria-describedby="ask-note">
${text}</textarea>
      <p class="hint" id="ask-note">${t('askHint')}</p>
    </div>
    ${copyButton(own, text)}
    <footer>
      <a class="button" href="${pathOf(campaign)}" data-close>${t('common.leave')}</a>
    </footer>
  </div>`
}
