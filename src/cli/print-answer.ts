import type { View } from './command.ts'
import { showAnswer } from './show/answer.ts'
import { painter, type Terminal } from './terminal.ts'

type Printed = {
  terminal: Terminal
  isJson: boolean
  now: Date
  view?: Pick<View, 'columns' | 'empty' | 'fields'> | undefined
  /** What was done, for people; it stands alone unless the view names fields. */
  sentence?: string | undefined
}

/** Prints an answer for people on a terminal, else as JSON; where there is none, what was done. */
export function printAnswer(answer: unknown, printed: Printed): void {
  const { terminal, isJson, now, view = {}, sentence } = printed
  const people = isJson ? undefined : terminal.people
  if (!people) {
    const json = answer ?? (sentence === undefined ? null : { done: sentence })
    if (json !== null) terminal.out(JSON.stringify(json, null, 2))
    return
  }
  const { columns, timeZone } = people
  const hasFields = sentence === undefined || view.fields !== undefined
  const shown =
    answer === null || !hasFields
      ? ''
      : showAnswer(answer, view, { columns, timeZone, now, paint: painter(people) })
  const parts = [sentence ?? '', shown].filter((part) => part !== '')
  if (parts.length > 0) terminal.out(parts.join('\n\n'))
}
