import { html } from 'hono/html'
import { nameOfLanguage } from '../../../../base/languages.ts'
import { isolated, LANGUAGES } from '../../../../console/messages.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { hatch } from '../../../../console/parts/figures/hatch.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { cityOfZone } from '../../../../console/parts/zone-name.ts'
import type { Outside, Report } from './report.ts'

type Document = {
  title: string
  body: unknown
  above?: unknown
  status?: 200 | 401 | 404 | 410 | 429 | 500
}

/** A page without the frame of the console. */
async function documentOf(page: Outside, { title, body, above, status = 200 }: Document) {
  const { language, assets, t } = page
  const text = html`<!doctype html>
    <html lang="${language}" data-frame="shared">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <title>${isolated(title)}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assets}/console.css" />
        <script src="${assets}/print.js" type="module"></script>
      </head>
      <body>
        <main class="report">
          <div class="report-bar">
            <span>${above ?? ''}</span>
            <nav aria-label="${t('language')}">${languages(page)}</nav>
            ${
              above === undefined
                ? ''
                : html`<button class="only-script" type="button" data-print>${t('print')}</button>`
            }
          </div>
          ${body}
        </main>
      </body>
    </html>`
  return page.c.html(await text, status)
}

const languages = ({ language, base }: Outside) =>
  LANGUAGES.map(
    (each) =>
      html`<a
        href="${base}?language=${each}"
        lang="${each}"
        hreflang="${each}"
        ${boolAttr(each === language, 'aria-current="true"')}
        >${nameOfLanguage(each)}</a
      >`,
  )

/** One sheet, which is one page of paper. */
export type Sheet = {
  /** At the top, beside the team. */
  about: string
  body: unknown
  /** When Instagram was read: the first and the last time of what the sheet shows. */
  readAt: readonly (string | null)[]
}

/** All sheets of a report, with the top and the foot of each. */
export async function showSheets(
  report: Report,
  title: string,
  sheets: readonly Sheet[],
): Promise<Response> {
  const { t, formats, share, team } = report
  const name = team.name
  return await documentOf(report, {
    title,
    above: t('readOnlyUntil', { day: formats.date(share.ends_at) }),
    body: html`${hatch()}
      ${sheets.map((sheet, at) => sheetOf(report, sheet, at + 1, sheets.length))}
      <p class="report-note">${name === null ? t('noteNameless') : t('note', { team: name })}</p>`,
  })
}

const sheetOf = (report: Report, { about, body, readAt }: Sheet, page: number, pages: number) =>
  html`<article class="sheet panel">
    <header class="sheet-head">${teamOf(report)}<span dir="auto">${about}</span></header>
    ${body}
    <footer class="sheet-foot">
      <span>${readLine(report, readAt)}</span>
      <span>${report.t('sheetOf', { page, pages })}</span>
    </footer>
  </article>`

function teamOf({ team, base }: Outside) {
  if (team.name === null) return html`<span></span>`
  const logo = team.has_logo ? html`<img src="${base}/logo" width="26" height="26" alt="" />` : ''
  return html`<span class="team">${logo}<b dir="auto">${team.name}</b></span>`
}

/** Says when Instagram was read; of several creators, from when to when. */
function readLine({ t, formats, language, timeZone }: Report, readAt: Sheet['readAt']): string {
  const times = readAt.flatMap((each) => each ?? []).toSorted()
  const [first] = times
  const last = times.at(-1)
  if (first === undefined || last === undefined) return t('notRead')
  const zone = cityOfZone(language, timeZone)
  const text = (iso: string) => {
    const at = new Date(iso)
    return `${formats.date(at)}, ${formats.clock(at)}`
  }
  return text(first) === text(last)
    ? t('asShown', { time: text(last), zone })
    : t('asShownBetween', { from: text(first), to: text(last), zone })
}

/** The link has ended, or what it showed is gone. */
export async function showEnded(page: Outside, endsAt: Date | null): Promise<Response> {
  const { t, formats, team } = page
  const isGone = endsAt === null
  const day = isGone ? '' : formats.date(endsAt)
  const sentence =
    team.name === null
      ? isGone
        ? t('gone')
        : t('ended', { day })
      : isGone
        ? t('goneBy', { team: team.name })
        : t('endedBy', { day, team: team.name })
  const title = t(isGone ? 'goneTitle' : 'endedTitle')
  return await documentOf(page, { title, body: message(page, title, sentence), status: 410 })
}

/** There is no such link. */
export async function showUnknown(page: Outside): Promise<Response> {
  const title = page.t('unknownTitle')
  return await documentOf(page, {
    title,
    body: message(page, title, page.t('unknown')),
    status: 404,
  })
}

export async function showFailed(page: Outside): Promise<Response> {
  const title = page.t('failedTitle')
  const body = message(page, title, page.t('failed'))
  return await documentOf(page, { title, body, status: 500 })
}

const message = (page: Outside, title: string, sentence: unknown) =>
  html`<article class="sheet panel alone">
    <header class="sheet-head">${teamOf(page)}</header>
    <h1>${title}</h1>
    <div class="lead" dir="auto">${sentence}</div>
  </article>`

/** Asks for the password of a link. */
export async function askPassword(
  page: Outside,
  refusal?: { fault: string; status: 401 | 429 },
): Promise<Response> {
  const { t, base, language } = page
  const title = t('passwordTitle')
  const form = html`<p>${t('passwordHint')}</p>
    <form method="post" action="${base}?language=${language}">
      ${field({
        name: 'password',
        label: t('password'),
        type: 'password',
        fault: refusal?.fault,
        hasFocus: true,
      })}
      <button class="main">${t('passwordOpen')}</button>
    </form>`
  const status = refusal?.status ?? 401
  return await documentOf(page, { title, body: message(page, title, form), status })
}
