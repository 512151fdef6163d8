import { html } from 'hono/html'
import {
  choiceName,
  theirsName,
  type ConflictField,
  type EditConflictError,
  type Made,
} from '../../edit-conflict.ts'
import { notice } from '../../layout.ts'
import { messageOf, translator } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import type { LastChange } from '../../user-client.ts'
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
export function conflictPanel(page: PageContext, error: EditConflictError, labels: FieldLabels) {
  const t = translator(page.language, frameMessages)
  const isOwn = error.fields.every(({ change }) => isBy(page, change))
  const changes = new Set(error.fields.map(({ change }) => changeText(page, change)))
  const isOne = changes.size === 1
  return html`<div class="refused conflict">
    ${notice(t(isOwn ? 'conflictOwn' : 'conflict'))}
    ${isOne ? changeLine(page, error.fields[0]?.change ?? null) : ''}
    <p>${t('conflictHint')}</p>
    ${error.fields.map((field) => choice(page, field, { labels, isOne }))}
  </div>`
}

/** Whether the person has made a change themselves, in another tab. */
const isBy = ({ me }: PageContext, change: LastChange | null): boolean =>
  me !== null && change?.by.id === me.id

/** The pieces of the sentence about who has made a change, and when. */
function changePieces(page: PageContext, { by, at }: LastChange) {
  const { formats, language, now } = page
  const isToday = formats.date(at) === formats.date(now)
  const key = isToday ? 'conflictAt' : 'conflictOn'
  const text = messageOf(language, frameMessages, isBy(page, { by, at }) ? `${key}You` : key) ?? ''
  const time = isToday ? formats.clock(at) : formats.moment(at)
  return text
    .split(/(\{\w+\})/)
    .map((piece) => (piece === '{name}' ? { name: by.name } : piece.replace('{time}', time)))
}

const changeText = (page: PageContext, change: LastChange | null): string =>
  change === null ? '' : JSON.stringify(changePieces(page, change))

/** Says who has made a change, and when. */
function changeLine(page: PageContext, change: LastChange | null) {
  if (change === null) return ''
  const pieces = changePieces(page, change).map((piece) =>
    typeof piece === 'string' ? piece : html`<b dir="auto">${piece.name}</b>`,
  )
  return html`<p>${pieces}</p>`
}

function choice(
  page: PageContext,
  field: ConflictField,
  { labels, isOne }: { labels: FieldLabels; isOne: boolean },
) {
  const t = translator(page.language, frameMessages)
  const { name, mine, theirs, isUntouched, change } = field
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
      <span><b>${sideOf(page, value, change)}</b> <span dir="auto">${display(text)}</span></span>
    </label>`
  return html`<fieldset>
    <legend>${label}</legend>
    ${isOne ? '' : changeLine(page, change)}
    <input type="hidden" name="${theirsName(name)}" value="${theirs}" />
    ${option('mine', mine, !isUntouched)} ${option('theirs', theirs, isUntouched)}
  </fieldset>`
}

function sideOf(page: PageContext, side: 'mine' | 'theirs', change: LastChange | null): string {
  const t = translator(page.language, frameMessages)
  if (side === 'mine') return t('conflict_mine')
  return t(isBy(page, change) ? 'conflict_saved' : 'conflict_theirs')
}
