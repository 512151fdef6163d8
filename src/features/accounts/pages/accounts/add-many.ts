import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { readFormWithFile } from '../../../../console/form-with-file.ts'
import { toElevation } from '../../../../console/parts/forms/elevation.ts'
import { area, checkboxField } from '../../../../console/parts/forms/field.ts'
import { refused } from '../../../../console/parts/refused.ts'
import { notice, layout } from '../../../../console/layout.ts'
import { REFUSALS } from '../refusals.ts'
import { reportOf } from './import-report.ts'
import type { Context, ImportReport } from './kit.ts'

const PATH = '/console/accounts/add-many'

/** A megabyte of text, as a form encodes it at worst. */
const LARGEST_FORM_BYTES = 3 * 1024 * 1024 + 64 * 1024

const Fields = z.object({
  act: z.enum(['check', 'add']).catch('check'),
  /** How many the report on the page would add. */
  expected: z.coerce.number().int().min(0).optional().catch(undefined),
  share_proxies: z.literal('true').optional().catch(undefined),
  warm_up: z.literal('true').optional().catch(undefined),
})
type Fields = z.output<typeof Fields>

type FormState = {
  fields?: Fields
  report?: ImportReport
  fault?: unknown
  status?: 409 | 413 | 422
}

/**
 * The way in for many accounts. The input is checked and forgotten: neither the page nor the
 * database stores it before it is confirmed, so that the person that confirms gives it again. Where
 * scripts run, a paste stays in its field, in the browser alone.
 */
export async function showAddMany(page: Context, state: FormState = {}): Promise<Response> {
  const { t } = page
  const confirmation = toElevation(page)
  if (confirmation) return confirmation
  const { report, fault } = state
  const isDone = report !== undefined && !report.dry_run
  const body = html`${fault ?? ''} ${report === undefined ? '' : reportOf(page, report)}
  ${
    isDone
      ? html`<p><a class="button" href="${PATH}">${t('add.addMore')}</a></p>`
      : html`${forms(page, state)} ${formats(page)}`
  }`
  const text = await layout(page, { title: t('add.title'), lead: t('add.lead'), body })
  return page.c.html(text, state.status ?? 200)
}

function forms(page: Context, { fields, report }: FormState) {
  const { t } = page
  const options = html`${checkboxField({
    name: 'warm_up',
    label: t('add.warmUp'),
    isChosen: fields?.warm_up !== undefined,
  })}
  ${checkboxField({
    name: 'share_proxies',
    label: t('add.shareProxies'),
    isChosen: fields?.share_proxies !== undefined,
  })}`
  const canAdd = report !== undefined && report.new > 0
  const buttons = html`<footer>
    <button class="${canAdd ? '' : 'main'}" name="act" value="check">
      ${t(report === undefined ? 'add.check' : 'add.checkAgain')}
    </button>
    ${
      canAdd
        ? html`<input type="hidden" name="expected" value="${report.new}" />
            <button class="main" name="act" value="add">
              ${t('add.addSubmit', { n: report.new })}
            </button>`
        : ''
    }
  </footer>`
  return html`${canAdd ? html`<p class="hint">${t('add.giveAgain')}</p>` : ''}
    <div class="columns">
      <form class="card wide" id="paste" method="post" action="${PATH}" data-morph>
        <h2>${t('add.paste')}</h2>
        <div id="paste-text" data-keep>
          ${area({
            name: 'text',
            label: t('add.text'),
            hint: t('add.textHint'),
            rows: 12,
            isSecret: true,
          })}
        </div>
        ${options} ${buttons}
      </form>
      <form
        class="card wide"
        id="upload"
        method="post"
        action="${PATH}"
        enctype="multipart/form-data"
      >
        <h2>${t('add.upload')}</h2>
        <div class="field">
          <label for="file">${t('add.file')}</label>
          <input id="file" name="file" type="file" accept=".json,.jsonl,.csv,.txt" required />
        </div>
        ${options} ${buttons}
      </form>
    </div>`
}

/** Renders the formats that the form takes. */
function formats({ t }: Context) {
  return html`<section>
    <h2>${t('add.forms')}</h2>
    <ul class="forms">
      <li>${t('add.form_json')}</li>
      <li>
        ${t('add.form_csv')}
        <code
          >username,password,totp_seed,sessionid,session_file,proxy,time_zone,warm_up,notes</code
        >
      </li>
      <li>${t('add.form_cookies')} <code>kitchen_pool 1234567890%3AAbC…</code></li>
    </ul>
    <p class="hint">${t('add.proxyHint')}</p>
  </section>`
}

export async function addMany(page: Context): Promise<Response> {
  const { t } = page
  const form = await readUpload(page)
  if (form === null)
    return await showAddMany(page, { fault: notice(t('add.tooLarge')), status: 413 })
  const { fields, text, isUnreadable } = form
  if (isUnreadable)
    return await showAddMany(page, { fields, fault: notice(t('add.unreadable')), status: 422 })
  if (text.trim() === '')
    return await showAddMany(page, { fields, fault: notice(t('add.nothingGiven')), status: 422 })
  const send = async (more: { dry_run: true } | { expected: number }) => {
    const isOn = (name: 'share_proxies' | 'warm_up') => fields[name] !== undefined
    const options = { share_proxies: isOn('share_proxies'), warm_up: isOn('warm_up') }
    return await page.api.call('importAccounts', { body: { text, ...options, ...more } })
  }
  const call = send(fields.act === 'check' ? { dry_run: true } : { expected: fields.expected ?? 0 })
  const { answer, refusal } = await refusable(call, REFUSALS)
  if (!refusal) return await showAddMany(page, { fields, report: answer })
  if (refusal.problem.code === 'count_changed') {
    const fault = notice(t('add.countChanged'))
    const report = await send({ dry_run: true })
    return await showAddMany(page, { fields, report, fault, status: 409 })
  }
  return await showAddMany(page, { fields, fault: faultOf(page, refusal), status: 422 })
}

/** Renders the problem of the file as a whole. */
function faultOf(page: Context, refusal: ProblemError) {
  const reason = refusal.reasonAt('text')
  if (reason === undefined) return refused(page, refusal)
  return html`<div class="refused">
    ${notice(page.t('add.faulty'))}
    <p dir="auto">${reason}</p>
  </div>`
}

/** The fields and the text of either form; null if it is too large. */
async function readUpload(
  page: Context,
): Promise<{ fields: Fields; text: string; isUnreadable: boolean } | null> {
  const form = await readFormWithFile(page, LARGEST_FORM_BYTES)
  if (form === null) return null
  const { fields, isUnreadable } = form
  const text = fields['text'] ?? fields['file'] ?? ''
  return { fields: Fields.parse(fields), text, isUnreadable }
}
