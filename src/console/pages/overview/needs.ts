import { html } from 'hono/html'
import { icon } from '../../icons.ts'
import { alertLine, failureLines, lateLines, type Line } from './other-lines.ts'
import { needLine } from './need-lines.ts'
import { HARMS, type Beside, type Full } from './report.ts'
import type { Context } from './kit.ts'

/** Everything that needs a person, and what ends by itself, each with its act. */
export type Needs = { lines: Line[]; recovering: Line[] }

/** Puts causes into words, the most harmful first. */
export function needsOf(page: Context, report: Full, beside: Beside): Needs {
  const lines = [
    ...beside.needs.map((need) => needLine(page, need, report) ?? alertLine(page, need)),
    ...failureLines(page, report, beside.causes),
    ...lateLines(page, beside.late),
  ].toSorted((one, other) => HARMS.indexOf(one.harm) - HARMS.indexOf(other.harm))
  return {
    lines: lines.filter(({ harm }) => harm !== 'recovers'),
    recovering: lines.filter(({ harm }) => harm === 'recovers'),
  }
}

/** The list; nothing when there is neither. */
export function needsList(page: Context, { lines, recovering }: Needs) {
  const { t } = page
  if (lines.length + recovering.length === 0) return ''
  return html`<section aria-label="${t('needsYou')}">
    <ol class="need-list">
      ${lines.map((line) => item(page, line))}
      ${recovering.length === 0 ? '' : html`<li class="divider">${t('recovering')}</li>`}
      ${recovering.map((line) => item(page, line))}
    </ol>
  </section>`
}

function item({ t }: Context, { id, sign, title, why, since, waits, recovers, act }: Line) {
  const facts = [
    [t('sinceWhen'), since],
    [t('waitsForIt'), waits],
    [t('byItself'), recovers],
  ] as const
  return html`<li id="${id}" data-state="${sign}">
    ${icon(sign)}
    <div>
      <p><strong>${title}</strong></p>
      ${why === '' ? '' : html`<div class="quiet">${why}</div>`}
    </div>
    <dl>
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd dir="auto">${value}</dd>
          </div>`,
      )}
    </dl>
    <div class="acts">${act}</div>
  </li>`
}
