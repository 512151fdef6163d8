import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { icon } from '../../../../console/icons.ts'
import { messageOf } from '../../../../console/messages.ts'
import { creatorPageWords } from '../../../../console/words/creator-page.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import type { Context, Creator } from './kit.ts'

/** Numbers and times by their names. */
const Evidence = z.record(z.string(), z.unknown())

/**
 * Returns the evidence of a risk flag with its numbers as a sentence; those that end in % are
 * fractions. For a flag that is not known here, returns the API's own sentence.
 */
function riskSentence(
  { language, formats }: Context,
  { flag, sentence, evidence }: Creator['risks'][number],
): string {
  const own = messageOf(language, creatorPageWords, `sentence_${flag}`)
  if (own === undefined) return sentence
  const values = new Map(Object.entries(Evidence.parse(evidence)))
  return own.replace(/\{(\w+)(%?)\}/g, (_, name: string, percent: string) => {
    const value = values.get(name)
    if (typeof value === 'number')
      return percent === '%' ? formats.percent(value) : formats.precise(value)
    if (typeof value !== 'string') return '?'
    return Number.isNaN(Date.parse(value)) ? value : formats.date(new Date(value))
  })
}

/** The name of a flag in words; one that is not known here is only something unusual. */
export const riskName = ({ language, t }: Context, flag: string): string =>
  messageOf(language, creatorWords, `risk_${flag}`) ?? t('risks')

/** Renders the risks with their evidence, and says that they are no proof. */
export function risks(page: Context, { risks: found }: Creator) {
  const { t } = page
  return html`<section aria-labelledby="risks">
    <div class="title">
      <h2 id="risks">${t('risks')}</h2>
      <small>${t('risksHint')}</small>
    </div>
    <div class="panel padded">
      ${
        found.length === 0
          ? html`<p>${t('nothingSuspicious')} ${t('nothingHint')}</p>`
          : html`<ul class="risk-list">
              ${found.map(
                (risk) =>
                  html`<li data-state="resting">
                    <p class="badge">${icon('flag')} ${riskName(page, risk.flag)}</p>
                    <p class="evidence">${riskSentence(page, risk)}</p>
                  </li>`,
              )}
            </ul>`
      }
    </div>
  </section>`
}
