import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/config.ts'
import { features } from '../../src/features/index.ts'
import { commandsPage, productFieldsPage, taskTypesPage } from '../fixtures/reference-docs.ts'

const read = async (page: string): Promise<string> =>
  await readFile(new URL(`../../docs/${page}`, import.meta.url), 'utf8')

test('the pages of commands, task types and fields of products are up to date; else run npm run docs:reference', async () => {
  expect(await read('commands.md')).toBe(commandsPage())
  expect(await read('task-types.md')).toBe(taskTypesPage())
  expect(await read('product-fields.md')).toBe(productFieldsPage())
})

test('they name every command and every task type', async () => {
  const [commands, types] = [await read('commands.md'), await read('task-types.md')]
  const unnamed = COMMANDS.filter(
    ({ name }) => !new RegExp(`^gramd ${name}(?: |$)`, 'm').test(commands),
  )
  expect(unnamed.map(({ name }) => name)).toEqual([])
  const names = features.flatMap(({ tasks }) => tasks.map(({ name }) => name))
  expect(names.filter((name) => !types.includes(`| \`${name}\` |`))).toEqual([])
})
