import { html } from 'hono/html'
import { LOCALES } from '../../../console/messages.ts'
import { meter } from '../../../console/parts/figures/meter.ts'
import type { Context, Days } from './kit.ts'

/** Values of each breakdown of the audience. */
const MAX_VALUES = 6

/** Shows who follows the account: the largest groups, each as a share of those that are counted. */
export function audience(page: Context, { audience: found }: Days) {
  if (found === null) return ''
  const { t } = page
  return html`<section>
    <h2>${t('audience')}</h2>
    <p class="hint">${t('audienceOf', { day: page.formats.date(new Date(found.day)) })}</p>
    <div class="audience">
      ${Object.entries(found.by).map(([name, people]) => breakdown(page, name, people))}
    </div>
  </section>`
}

function breakdown(page: Context, name: string, people: Readonly<Record<string, number>>) {
  const { t, formats, findText } = page
  const counted = Object.values(people).reduce((sum, count) => sum + count, 0)
  const rows = Object.entries(people)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MAX_VALUES)
  return html`<div>
    <h3>${findText(`by_${name}`) ?? t('by_other')}</h3>
    <table class="shares">
      <tbody>
        ${rows.map(([value, count]) => {
          const label = valueText(page, name, value)
          return html`<tr>
            <th scope="row" dir="auto">${label}</th>
            <td>${meter({ value: count, most: counted, label })}</td>
            <td class="number" title="${formats.number(count)}">
              ${formats.percent(Math.round((count / (counted || 1)) * 1_000) / 1_000)}
            </td>
          </tr>`
        })}
      </tbody>
    </table>
  </div>`
}

/** Meta sends codes of genders and countries; ages and cities are texts. */
function valueText({ language, findText }: Context, name: string, value: string): string {
  if (name === 'gender') return findText(`gender_${value}`) ?? value
  const isCountry = name === 'country' && /^[A-Z]{2}$/.test(value)
  if (!isCountry) return value
  return new Intl.DisplayNames(LOCALES[language], { type: 'region' }).of(value) ?? value
}
