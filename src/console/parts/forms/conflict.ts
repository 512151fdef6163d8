import { html } from 'hono/html'
import {
  choiceName,
  theirsName,
  type ConflictField,
  type EditConflict,
  type Made,
} from '../../edit-conflict.ts'
import { notice } from '../../layout.ts'
import { translator } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { frameMessages } from '../../words/frame.ts'
import { boolAttr } from '../attributes.ts'

/** The labels of fields, and words for a text that is no text for people. */
export type FieldLabels = Readonly<
  Record<string, string | { label: string; display(text: string): string }>
>

/** The inputs that send what a form was made of. */
export const madeInputs = ({ version, digests }: Made) =>
  html`<input type="hidden" name="version" value="${version}" data-made />
    <input type="hidden" name="made" value="${digests}" data-made />`

/** Shows both texts of each field that a colleague has changed, for the person to choose. */
export function conflictPanel(page: PageContext, error: EditConflict, labels: FieldLabels) {
  const t = translator(page.language, frameMessages)
  return html`<div class="refused conflict">
    ${notice(t('conflict'))}
    <p>${t('conflictHint')}</p>
    ${error.fields.map((field) => choice(page, field, labels))}
  </div>`
}

function choice(page: PageContext, field: ConflictField, labels: FieldLabels) {
  const t = translator(page.language, frameMessages)
  const { name, mine, theirs, isUntouched } = field
  const known = labels[name] ?? name
  const label = typeof known === 'string' ? known : known.label
  const display = (text: string): string => {
    const said = typeof known === 'string' ? text : known.display(text)
    return said === '' ? t('conflictEmpty') : said
  }
  const option = (value: 'mine' | 'theirs', text: string, isChosen: boolean) =>
    html`<label>
      <input
        type="radio"
        name="${choiceName(name)}"
        value="${value}"
        ${boolAttr(isChosen, 'checked')}
      />
      <span><b>${t(`conflict_${value}`)}</b> <span dir="auto">${display(text)}</span></span>
    </label>`
  return html`<fieldset>
    <legend>${label}</legend>
    <input type="hidden" name="${theirsName(name)}" value="${theirs}" />
    ${option('mine', mine, !isUntouched)} ${option('theirs', theirs, isUntouched)}
  </fieldset>`
}
