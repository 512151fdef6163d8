import { z } from 'zod'
import type { Described } from '../../src/cli/command.ts'
import { choice, flag, text, whole } from '../../src/cli/option.ts'
import type { ParsedWords } from '../../src/cli/parse-words.ts'
import { isConfirmed, type Terminal } from '../../src/cli/terminal.ts'

const KINDS = ['creator_insights', 'product_draft', 'prices'] as const
type EvaluatedKind = (typeof KINDS)[number]
const LANGUAGES = ['ru', 'kk', 'en', 'sw', 'sheng'] as const

/** The command's declaration, as in the CLI. */
export const COMMAND = {
  name: 'evaluate',
  summary:
    'ask a model about labelled inputs of an AI kind and compare its answers with the labels; ' +
    'prices are read without a model',
  options: {
    kind: choice(KINDS, 'the AI kind or prices, creator_insights unless given'),
    model: text('MODEL', 'the model to ask, instead of the configured one'),
    limit: whole('the maximum number of profiles or posts', { min: 1 }),
    language: choice(LANGUAGES, 'only profiles or posts in this language'),
    half: choice(['development', 'held_out'], 'of posts and prices only: one half of them'),
    yes: flag('do it without asking'),
  },
} as const satisfies Described

/** Parsed arguments. */
export type EvaluateChoice = {
  model?: string | undefined
  limit?: number | undefined
  language?: (typeof LANGUAGES)[number] | undefined
  half?: 'development' | 'held_out' | undefined
}

/** A prepared evaluation. */
export type PreparedEvaluation = {
  /** Its estimated costs, for people; null without a model. */
  estimate: string | null
  /** Measures. `text` is the report for people. */
  run(): Promise<{ report: unknown; text: string }>
}

/**
 * Runs `npm run evaluate`: prints the estimate, asks for confirmation if it costs money, and prints
 * the report.
 * Returns the exit code: 0, 1 after a "no", 2 for an invalid command or without a terminal to ask
 * on.
 */
export async function runEvaluateCommand(
  { input, isJson }: Pick<ParsedWords, 'input' | 'isJson'>,
  prepare: Record<EvaluatedKind, (choice: EvaluateChoice) => PreparedEvaluation>,
  terminal: Terminal,
): Promise<number> {
  const { kind, yes, ...choice } = Choice.parse(input.options)
  const evaluation = prepare[kind](choice)
  if (evaluation.estimate !== null) {
    terminal.err(evaluation.estimate)
    const refused = yes ? null : await refusedBy(terminal)
    if (refused !== null) return refused
  }
  const { report, text } = await evaluation.run()
  const isForPeople = terminal.people !== undefined && !isJson
  terminal.out(isForPeople ? text : JSON.stringify(report, null, 2))
  return 0
}

/** Asks whether to spend money; the exit code of a "no", or null to continue. */
async function refusedBy(terminal: Terminal): Promise<number | null> {
  if (!terminal.ask) {
    terminal.err('there is no terminal to ask on: add --yes to continue')
    return 2
  }
  return (await isConfirmed(terminal.ask, 'Continue?')) ? null : 1
}

const Choice = z.object({
  kind: z.enum(KINDS).default('creator_insights'),
  model: z.string().optional(),
  limit: z.int().optional(),
  language: z.enum(LANGUAGES).optional(),
  half: z.enum(['development', 'held_out']).optional(),
  yes: z.boolean(),
})
