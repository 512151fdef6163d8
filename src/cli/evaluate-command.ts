import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'

export const EVALUATE_USAGE =
  'ai evaluate [--model M] [--limit N] [--language ru|kk|en] [--json] [--yes]'

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

export type EvaluateTerminal = {
  out(line: string): void
  err(line: string): void
  /** Asks a person yes or no; undefined where nobody can be asked. */
  confirm?: ((question: string) => Promise<boolean>) | undefined
}

/**
 * Runs `gramd ai evaluate`: tells what it will take, asks whether to go on, and prints the report. Returns the exit code: 0,
 * 1 when a person said no, 2 when the words make no command or nobody can be asked.
 */
export async function runEvaluateCommand(
  args: readonly string[],
  prepare: (choice: EvaluateChoice) => PreparedEvaluation,
  terminal: EvaluateTerminal,
): Promise<number> {
  const read = readWords(args)
  if ('problem' in read) {
    terminal.err(`${read.problem}\nusage: gramd ${EVALUATE_USAGE}`)
    return 2
  }
  const { choice, isJson, isSure } = read
  const evaluation = prepare(choice)
  terminal.err(evaluation.estimate)
  if (!isSure) {
    if (!terminal.confirm) {
      terminal.err('nobody can be asked here: --yes goes on')
      return 2
    }
    if (!(await terminal.confirm('Go on? [y/N] '))) return 1
  }
  const { report, text } = await evaluation.run()
  terminal.out(isJson ? JSON.stringify(report, null, 2) : text)
  return 0
}

type Words = { choice: EvaluateChoice; isJson: boolean; isSure: boolean }

function readWords(args: readonly string[]): Words | { problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        model: { type: 'string' },
        limit: { type: 'string' },
        language: { type: 'string' },
        json: { type: 'boolean' },
        yes: { type: 'boolean' },
      },
    })
    const limit = values.limit === undefined ? undefined : Number(values.limit)
    if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
      return { problem: '--limit: expected a whole number above 0' }
    const { language, model } = values
    if (language !== undefined && !isLanguage(language))
      return { problem: '--language: expected ru, kk or en' }
    return {
      choice: { model, limit, language },
      isJson: values.json === true,
      isSure: values.yes === true,
    }
  } catch (error) {
    if (error instanceof TypeError) return { problem: error.message }
    throw error
  }
}

const isLanguage = (text: string): text is 'ru' | 'kk' | 'en' => ['ru', 'kk', 'en'].includes(text)

/** The terminal of this process; answers are read only where there is one. */
export const processTerminal = (): EvaluateTerminal => ({
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  confirm: process.stdin.isTTY
    ? async (question) => {
        const lines = createInterface({ input: process.stdin, output: process.stderr })
        try {
          return /^y(es)?$/i.test((await lines.question(question)).trim())
        } finally {
          lines.close()
        }
      }
    : undefined,
})
