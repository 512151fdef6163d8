import { html } from 'hono/html'
import { LOCALES, translator } from '../../messages.ts'
import { frameMessages } from '../../words/frame.ts'
import type { PageContext } from '../../page.ts'
import { boolAttr } from '../attributes.ts'

type Tone = 'accent' | 'bar' | 'failed' | 'muted'
type Chart = {
  /** Unique on the page. */
  id: string
  title: string
  kind: 'line' | 'bars'
  /** A limit is a dashed line, even over bars. */
  series: readonly { label: string; tone: Tone; isLimit?: boolean }[]
  /** Oldest first; a null is a gap. */
  rows: readonly {
    at: Date
    label: string
    values: readonly (number | null)[]
    /** The values in the table when stacked bars are drawn higher than their value. */
    displayed?: readonly (number | null)[]
  }[]
  /** Formats a value in the table. */
  write(value: number): string
}

/** A chart as a table that everyone can read; a script draws it. */
export function chart(page: PageContext, { id, title, kind, series, rows, write }: Chart) {
  const t = translator(page.language, frameMessages)
  return html`<figure
    class="plot"
    id="${id}"
    data-kind="${kind}"
    data-zone="${page.timeZone}"
    data-language="${LOCALES[page.language]}"
  >
    <figcaption>
      <strong>${title}</strong>
      ${series.map(
        ({ label, tone }) => html`<span class="swatch tone-${tone}"><small>${label}</small></span>`,
      )}
    </figcaption>
    <div class="canvas" id="${id}-canvas" data-keep></div>
    <output></output>
    <details id="${id}-table">
      <summary>${t('asTable')}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="${title}">
        <table class="list plain">
          <thead>
            <tr>
              <th>${t('when')}</th>
              ${series.map(
                ({ label, tone, isLimit = false }) =>
                  html`<th class="number" data-tone="${tone}" ${boolAttr(isLimit, 'data-limit')}>
                    ${label}
                  </th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ at, label, values, displayed = values }) =>
                html`<tr data-at="${Math.round(at.getTime() / 1_000)}">
                  <th scope="row">${label}</th>
                  ${displayed.map(
                    (value, place) =>
                      html`<td class="number" data-value="${values[place] ?? ''}">
                        ${value === null ? '–' : write(value)}
                      </td>`,
                  )}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </figure>`
}
