import { expect, test } from 'vitest'
import { withRemedy } from '../../src/cli/remedy.ts'
import { COMMANDS } from '../../src/config.ts'
import operations from '../../src/cli/operations.json' with { type: 'json' }

test('an unknown name is said with the command that lists the right ones', () => {
  expect(withRemedy("there is no pool account 'nobody'")).toBe(
    "there is no pool account 'nobody'; see gramd accounts list",
  )
})

test.for([
  "there is no store 'cofee'; did you mean 'coffee'?",
  "there is no task '7'",
  'the project is archived',
])('other sentences stay as they are: %s', (sentence) => {
  expect(withRemedy(sentence)).toBe(sentence)
})

test('every noun of the API has a command that lists it', () => {
  const nouns = new Set(JSON.stringify(operations).match(/(?<="reference":")[a-z ]+/g))
  for (const noun of [...nouns].filter((each) => each !== 'creator')) {
    const [, list] = withRemedy(`there is no ${noun} 'x'`).split('; see gramd ')
    expect(COMMANDS.map(({ name }) => name)).toContain(list)
  }
})
