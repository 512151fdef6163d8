import { html } from 'hono/html'
import type { RowOf } from '../api.ts'
import type { PageContext } from '../page.ts'
import { icon } from '../icons.ts'
import { translator, messageOf } from '../messages.ts'
import { diagnosisWords } from '../words/errors.ts'

/** The API's diagnosis of a retry. */
type Diagnosis = RowOf<'listTaskErrors'>['diagnosis']

/** Says in a sentence whether a retry would help. */
function diagnosisText({ language, formats, now }: PageContext, diagnosis: Diagnosis): string {
  const { code, until, message } = diagnosis
  const at = until === null ? undefined : new Date(until)
  const isToday = at !== undefined && at.getTime() - now.getTime() < 20 * 3_600_000
  const time = at && (isToday ? formats.clock(at) : formats.absolute(at))
  const key = Object.keys(diagnosisWords.en).find(
    (name) => name === (time === undefined ? code : `${code}_until`),
  )
  if (time !== undefined && key !== undefined)
    return translator<string>(language, diagnosisWords)(key, { time })
  return messageOf(language, diagnosisWords, code) ?? message
}

/** A tick beside a failure would say that all is well. */
const signOf = ({ retry_helps: helps }: Diagnosis) => (helps ? 'info' : 'resting')

/** The sentence with its icon, before a button. */
export const diagnosisLine = (page: PageContext, diagnosis: Diagnosis) =>
  html`<p class="diagnosis" data-state="${signOf(diagnosis)}">
    ${icon(signOf(diagnosis))} ${diagnosisText(page, diagnosis)}
  </p>`
