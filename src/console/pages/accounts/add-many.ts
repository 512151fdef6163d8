import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { ProblemError } from '../../ask.ts'
import { readFormWithFile } from '../../form-with-file.ts'
import type { Page } from '../../page.ts'
import { toElevation } from '../../parts/elevation.ts'
import { area, tickField } from '../../parts/field.ts'
import { refused } from '../../parts/refused.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { addWords } from './add-words.ts'
import { refusalIn } from './account.ts'
import { ImportReport, reportOf } from './import-report.ts'

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

type Shown = { fields?: Fields; report?: ImportReport; fault?: unknown; status?: 409 | 413 | 422 }

/**
 * The way in for many accounts. What is given is checked and forgotten: neither the page nor the
 * database keeps it until it is confirmed, so that whoever confirms gives it again. Where scripts
 * run, a paste stays in its field, in the browser alone.
 */
export async function showAddMany(page: Page, shown: Shown = {}): Promise<Response> {
  const confirmation = toElevation(page)
  if (confirmation) return confirmation
  const say = sayIn(page.language, addWords)
  const { report, fault } = shown
  const isDone = report !== undefined && !report.dry_run
  const body = html`${fault ?? ''} ${report === undefined ? '' : reportOf(page, report)}
  ${isDone ? html`<p><a class="button" href="${PATH}">${say('addMore')}</a></p>` : html`${forms(page, shown)} ${formats(page)}`}`
  const text = await shell(page, { title: say('title'), lead: say('lead'), body })
  return page.c.html(text, shown.status ?? 200)
}

function forms(page: Page, { fields, report }: Shown) {
  const say = sayIn(page.language, addWords)
  const options = html`${tickField({
    name: 'warm_up',
    label: say('warmUp'),
    isChosen: fields?.warm_up !== undefined,
  })}
  ${tickField({
    name: 'share_proxies',
    label: say('shareProxies'),
    isChosen: fields?.share_proxies !== undefined,
  })}`
  const canAdd = report !== undefined && report.new > 0
  const buttons = html`<footer>
    <button class="${canAdd ? '' : 'main'}" name="act" value="check">
      ${say(report === undefined ? 'check' : 'checkAgain')}
    </button>
    ${
      canAdd
        ? html`<input type="hidden" name="expected" value="${report.new}" />
            <button class="main" name="act" value="add">
              ${say('addSubmit', { n: report.new })}
            </button>`
        : ''
    }
  </footer>`
  return html`${canAdd ? html`<p class="hint">${say('giveAgain')}</p>` : ''}
    <div class="columns">
      <form class="card wide" id="paste" method="post" action="${PATH}" data-morph>
        <h2>${say('paste')}</h2>
        <div id="paste-text" data-keep>
          ${area({ name: 'text', label: say('text'), hint: say('textHint'), rows: 12 })}
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
        <h2>${say('upload')}</h2>
        <div class="field">
          <label for="file">${say('file')}</label>
          <input id="file" name="file" type="file" accept=".json,.jsonl,.csv,.txt" required />
        </div>
        ${options} ${buttons}
      </form>
    </div>`
}

/** What may be given. */
function formats({ language }: Page) {
  const say = sayIn(language, addWords)
  return html`<section>
    <h2>${say('forms')}</h2>
    <ul class="forms">
      <li>${say('form_json')}</li>
      <li>
        ${say('form_csv')}
        <code
          >username,password,totp_seed,sessionid,session_file,proxy,time_zone,warm_up,notes</code
        >
      </li>
      <li>${say('form_cookies')} <code>kitchen_pool 1234567890%3AAbC…</code></li>
    </ul>
    <p class="hint">${say('proxyHint')}</p>
  </section>`
}

export async function addMany(page: Page): Promise<Response> {
  const say = sayIn(page.language, addWords)
  const given = await readGiven(page)
  if (given === null)
    return await showAddMany(page, { fault: notice(say('tooLarge')), status: 413 })
  const { fields, text, isUnreadable } = given
  if (isUnreadable)
    return await showAddMany(page, { fields, fault: notice(say('unreadable')), status: 422 })
  if (text.trim() === '')
    return await showAddMany(page, { fields, fault: notice(say('nothingGiven')), status: 422 })
  const ask = async (body: object) =>
    await page.ask('POST /api/accounts/import', ImportReport, {
      body: {
        text,
        share_proxies: fields.share_proxies !== undefined,
        warm_up: fields.warm_up !== undefined,
        ...body,
      },
    })
  try {
    if (fields.act === 'check')
      return await showAddMany(page, { fields, report: await ask({ dry_run: true }) })
    return await showAddMany(page, {
      fields,
      report: await ask({ expected: fields.expected ?? 0 }),
    })
  } catch (error) {
    const refusal = refusalIn(error)
    if (refusal.problem.code === 'count_changed') {
      const fault = notice(say('countChanged'))
      const report = await ask({ dry_run: true })
      return await showAddMany(page, { fields, report, fault, status: 409 })
    }
    return await showAddMany(page, { fields, fault: faultOf(page, refusal), status: 422 })
  }
}

/** What is wrong with the file as a whole. */
function faultOf(page: Page, refusal: ProblemError) {
  const reason = refusal.reasonAt('text')
  if (reason === undefined) return refused(page, refusal)
  return html`<div class="refused">
    ${notice(sayIn(page.language, addWords)('faulty'))}
    <p lang="en">${reason}</p>
  </div>`
}

/** The fields and the text of either form; null if it is too large. */
async function readGiven(
  page: Page,
): Promise<{ fields: Fields; text: string; isUnreadable: boolean } | null> {
  const given = await readFormWithFile(page, LARGEST_FORM_BYTES)
  if (given === null) return null
  const { fields, isUnreadable } = given
  const text = fields['text'] ?? fields['file'] ?? ''
  return { fields: Fields.parse(fields), text, isUnreadable }
}
