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
  const prepare = (choice: EvaluateChoice, estimate: string | null) => {
    choices.push(choice)
    return {
      estimate,
      run: async () => {
        runs += 1
        return await Promise.resolve({ report: { agreement: 1 }, text: 'all agreed' })
      },
    }
  }
  const kinds: string[] = []
  const preparedAs = (kind: string) => (choice: EvaluateChoice) => {
    kinds.push(kind)
    return prepare(choice, kind === 'prices' ? null : 'it costs a lot')
  }
  const prepareAs = {
    creator_insights: preparedAs('creator_insights'),
    product_draft: preparedAs('product_draft'),
    prices: preparedAs('prices'),
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
  const code = await runEvaluateCommand(parsed, prepareAs, terminal)
  return { code, out, err, choices, asked, runs, kinds }
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

test('prices cost nothing and are measured without a question', async () => {
  expect(await called('--kind prices --half development')).toMatchObject({
    code: 0,
    err: [],
    asked: [],
    runs: 1,
    choices: [{ half: 'development' }],
  })
})

test('options choose model, number and language, and JSON', async () => {
  expect(await called('--model gpt-6-luna --limit 3 --language kk --json --yes')).toMatchObject({
    choices: [{ model: 'gpt-6-luna', limit: 3, language: 'kk' }],
    out: ['{\n  "agreement": 1\n}'],
  })
})

test('the kind is that of creators unless another one is named', async () => {
  expect(await called('--yes')).toMatchObject({ kinds: ['creator_insights'] })
  expect(await called('--kind product_draft --half held_out --language sw --yes')).toMatchObject({
    kinds: ['product_draft'],
    choices: [{ half: 'held_out', language: 'sw' }],
  })
})

test.for([
  '--limit 0',
  '--limit many',
  '--language de',
  '--half both',
  '--kind blogs',
  '--unknown',
  'word',
])('%s makes no command', async (words) => {
  await expect(called(`${words} --yes`)).rejects.toThrow(UsageError)
})
