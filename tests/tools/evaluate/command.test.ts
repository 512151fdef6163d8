import { expect, test } from 'vitest'
import {
  COMMAND,
  runEvaluateCommand,
  type EvaluateChoice,
} from '../../../tools/evaluate/command.ts'
import { parseWords } from '../../../src/cli/parse-words.ts'
import type { Terminal } from '../../../src/cli/terminal.ts'
import { UsageError } from '../../../src/cli/usage-error.ts'

/** What the command does with these words, and an answer of a person if there is one. */
async function called(words: string, answer?: boolean) {
  const [out, err, choices, asked]: [string[], string[], EvaluateChoice[], string[]] = [
    [],
    [],
    [],
    [],
  ]
  let runs = 0
  const prepare = (choice: EvaluateChoice) => {
    choices.push(choice)
    return {
      estimate: 'it costs a lot',
      run: async () => {
        runs += 1
        return await Promise.resolve({ report: { agreement: 1 }, text: 'all agreed' })
      },
    }
  }
  const terminal: Terminal = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    people: { columns: 80, hasColours: false },
    ask:
      answer === undefined
        ? undefined
        : async (question) => {
            asked.push(question)
            return await Promise.resolve(answer ? 'y' : '')
          },
  }
  const parsed = parseWords(COMMAND, words.split(' ').filter(Boolean), new Date())
  const code = await runEvaluateCommand(parsed, { creator_insights: prepare }, terminal)
  return { code, out, err, choices, asked, runs }
}

test('the cost is printed before the question', async () => {
  expect(await called('', true)).toMatchObject({
    code: 0,
    err: ['it costs a lot'],
    asked: ['Continue? [y/N] '],
    out: ['all agreed'],
  })
  expect(await called('', false)).toMatchObject({ code: 1, runs: 0, out: [] })
})

test('without a terminal --yes is needed', async () => {
  expect(await called('')).toMatchObject({ code: 2, runs: 0 })
  expect(await called('--yes')).toMatchObject({ code: 0, runs: 1 })
})

test('options choose model, number and language, and JSON', async () => {
  expect(await called('--model gpt-6-luna --limit 3 --language kk --json --yes')).toMatchObject({
    choices: [{ model: 'gpt-6-luna', limit: 3, language: 'kk' }],
    out: ['{\n  "agreement": 1\n}'],
  })
})

test.for(['--limit 0', '--limit many', '--language de', '--unknown', 'word'])(
  '%s makes no command',
  async (words) => {
    await expect(called(`${words} --yes`)).rejects.toThrow(UsageError)
  },
)
