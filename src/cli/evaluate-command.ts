import { z } from 'zod'
import type { ParsedWords } from './parse-words.ts'
import { isConfirmed, type Terminal } from './terminal.ts'

/** What was asked for, as the words have it. */
export type EvaluateChoice = {
  model?: string | undefined
  limit?: number | undefined
  language?: 'ru' | 'kk' | 'en' | undefined
}

/** An evaluation that is ready to begin. */
export type PreparedEvaluation = {
  /** What it will take, for people. */
  estimate: string
  /** Asks the model. `text` is the report for people. */
  run(): Promise<{ report: unknown; text: string }>
}

/**
 * Runs `gramd ai evaluate`: says what it will take, asks whether to go on, and prints the report. Returns the exit code: 0,
 * 1 when a person said no, 2 when the words make no command or nobody can be asked.
 */
export async function runEvaluateCommand(
  { input, isJson }: Pick<ParsedWords, 'input' | 'isJson'>,
  prepare: (choice: EvaluateChoice) => PreparedEvaluation,
  terminal: Terminal,
): Promise<number> {
  const { model, limit, language, yes } = Choice.parse(input.options)
  const evaluation = prepare({ model, limit, language })
  terminal.err(evaluation.estimate)
  if (!yes) {
    if (!terminal.ask) {
      terminal.err('nobody can be asked here: add --yes to go on')
      return 2
    }
    if (!(await isConfirmed(terminal.ask, 'Go on?'))) return 1
  }
  const { report, text } = await evaluation.run()
  const isForPeople = terminal.people !== undefined && !isJson
  terminal.out(isForPeople ? text : JSON.stringify(report, null, 2))
  return 0
}

/** The options as their declaration parses them. */
const Choice = z.object({
  model: z.string().optional(),
  limit: z.int().optional(),
  language: z.enum(['ru', 'kk', 'en']).optional(),
  yes: z.boolean(),
})
