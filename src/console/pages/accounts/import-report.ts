import { stringify } from 'csv-stringify/sync'
import { html } from 'hono/html'
import { parseJson } from '../../../base/text.ts'

import { z } from '../../../http/router.ts'
import { readPageBytes, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { facts } from '../../parts/facts.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn } from '../../words.ts'
import { addWords } from './add-words.ts'

const Line = z.object({
  line: z.int(),
  username: z.string().nullable(),
  source: z.enum(['file', 'sessionid', 'password']).nullable(),
  proxy: z.string().nullable(),
  result: z.enum(['new', 'added', 'known', 'invalid']),
  id: z.string().nullable(),
  errors: z.array(z.object({ field: z.string(), reason: z.string() })),
})
type Line = z.output<typeof Line>

/** What would become of each line, or did; no secret is in it. */
export const ImportReport = z.object({
  dry_run: z.boolean(),
  new: z.int(),
  known: z.int(),
  invalid: z.int(),
  ignored_columns: z.array(z.string()),
  check_task_id: z.int().nullable(),
  lines: z.array(Line),
})
export type ImportReport = z.output<typeof ImportReport>

const SIGNS: Readonly<Record<Line['result'], ShapeName>> = {
  new: 'pending',
  added: 'done',
  known: 'cancelled',
  invalid: 'failed',
}

export function reportOf(page: Page, report: ImportReport) {
  const say = sayIn(page.language, addWords)
  const { formats } = page
  return html`<section aria-labelledby="report">
    <h2 id="report">${say(report.dry_run ? 'checked' : 'done')}</h2>
    ${facts([
      { label: say(report.dry_run ? 'fact_new' : 'fact_added'), value: formats.number(report.new) },
      { label: say('fact_known'), value: formats.number(report.known) },
      { label: say('fact_invalid'), value: formats.number(report.invalid) },
    ])}
    ${
      report.ignored_columns.length === 0
        ? ''
        : html`<p class="hint">${say('ignored', { names: report.ignored_columns.join(', ') })}</p>`
    }
    ${
      report.check_task_id === null
        ? ''
        : html`<p>
            ${say('beingChecked')}
            <a href="/console/tasks/${report.check_task_id}">${say('seeCheck')}</a>
          </p>`
    }
    <div class="scroll" tabindex="0" role="region" aria-label="${say('lines')}">
      <table class="list plain">
        <thead>
          <tr>
            <th class="number">${say('line')}</th>
            <th>${say('result')}</th>
            <th>${say('account')}</th>
            <th>${say('brings')}</th>
            <th>${say('proxy')}</th>
            <th>${say('remedy')}</th>
          </tr>
        </thead>
        <tbody>
          ${report.lines.map((line) => row(page, line))}
        </tbody>
      </table>
    </div>
    ${download(page, report)}
  </section>`
}

function row({ language, formats }: Page, line: Line) {
  const say = sayIn(language, addWords)
  const { username, id, source, errors } = line
  const name = username === null ? '–' : `@${username}`
  return html`<tr>
    <td class="number">${formats.number(line.line)}</td>
    <td>${badge(SIGNS[line.result], say(`is_${line.result}`))}</td>
    <td>${id === null ? name : html`<a href="/console/accounts/${id}">${name}</a>`}</td>
    <td>${source === null ? '–' : say(`source_${source}`)}</td>
    <td>${line.proxy ?? html`<small>${say('ownProxy')}</small>`}</td>
    <td>
      ${errors.map(({ field, reason }) => html`<p lang="en"><code>${field}</code> ${reason}</p>`)}
    </td>
  </tr>`
}

/** The report comes back with the request: it is kept nowhere. */
function download({ language }: Page, { lines }: ImportReport) {
  const rows = lines.map(({ line, username, result, errors }) => ({
    line,
    username,
    result,
    errors,
  }))
  return html`<form method="post" action="/console/accounts/import-report">
    <input type="hidden" name="lines" value="${JSON.stringify(rows)}" />
    <button>${sayIn(language, addWords)('download')}</button>
  </form>`
}

const LARGEST_REPORT_BYTES = 4 * 1024 * 1024
const Reported = z.array(Line.pick({ line: true, username: true, result: true, errors: true }))

/** The lines of a report as a file. */
export async function downloadReport(page: Page): Promise<Response> {
  const { c } = page
  const bytes = await readPageBytes(page, LARGEST_REPORT_BYTES)
  const form = new URLSearchParams(Buffer.from(bytes).toString('utf8'))
  const lines = Reported.safeParse(parseJson(form.get('lines') ?? ''))
  const rows = (lines.data ?? []).map(({ line, username, result, errors }) => [
    line,
    username,
    result,
    errors.map(({ field, reason }) => `${field}: ${reason}`).join('; '),
  ])
  const text = stringify([['line', 'username', 'result', 'remedy'], ...rows], {
    escape_formulas: true,
    record_delimiter: 'windows',
  })
  return c.body(`\uFEFF${text}`, 200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="accounts-report.csv"',
  })
}
