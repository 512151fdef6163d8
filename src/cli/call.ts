import type { Finding } from '../base/finding.ts'
import { printableJson } from '../base/terminal-text.ts'
import type { ParsedWords } from './parse-words.ts'
import { printAnswer } from './show/answer.ts'
import type { Terminal } from './terminal.ts'

/** The call of a command that needs no running gramd. */
export type Call = ParsedWords & { terminal: Terminal }

export const print = ({ terminal, isJson }: Call, answer: unknown, sentence?: string): void =>
  printAnswer(answer, { terminal, isJson, now: new Date(), sentence })

/**
 * The log also goes to standard output, one JSON line for each event; the answer then follows as a
 * JSON line.
 */
export function printBesideLog(call: Call, answer: object, sentence?: string): void {
  if (call.terminal.people && !call.isJson) print(call, answer, sentence)
  else call.terminal.out(printableJson(JSON.stringify(answer)))
}

const COLUMNS = ['status', 'check', 'found', 'remedy']

/** Returns the exit code: 1 if something fails; warnings alone do not. */
export function printFindings(call: Call, data: readonly Finding[]): number {
  if (call.terminal.people && !call.isJson)
    printAnswer({ data }, { ...call, now: new Date(), view: { columns: COLUMNS } })
  else call.terminal.out(printableJson(JSON.stringify({ data })))
  return data.some(({ status }) => status === 'fail') ? 1 : 0
}
