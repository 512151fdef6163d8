import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { enrollingRoles } from '../src/features/users/require-factor.ts'

const PROJECT = join(import.meta.dirname, '..')
const page = readFileSync(join(PROJECT, 'docs/security.md'), 'utf8')

/** The rows of the table of chapters: name, state, what, tests. */
const CHAPTERS = [
  ...page.matchAll(/^\| (V\d+) ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm),
].map(([, id = '', name = '', state = '', what = '', tests = '']) => ({
  id,
  name: name.trim(),
  state: state.trim(),
  what: what.trim(),
  tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
}))

describe('docs/security.md', () => {
  test('has the 17 chapters of ASVS 5, each with its state', () => {
    expect(CHAPTERS.map(({ id }) => id)).toEqual(
      Array.from({ length: 17 }, (_, at) => `V${at + 1}`),
    )
    for (const { state } of CHAPTERS) expect(['met', 'partly', 'operator']).toContain(state)
  })

  test.each(CHAPTERS)('names tests of $id $name that there are', ({ tests, what }) => {
    for (const path of tests) expect([path, existsSync(join(PROJECT, path))]).toEqual([path, true])
    expect(tests.length > 0 || what === 'gramd has none').toBe(true)
  })

  test('says what is missing wherever a chapter is met in part', () => {
    for (const { id, state, what } of CHAPTERS)
      expect([id, /Missing: /.test(what)]).toEqual([id, state === 'partly'])
  })

  test('has a threat model, what an operator does, and how to report a fault', () => {
    for (const title of [
      'What is worth an attack',
      'Who attacks',
      'What you must do',
      'Reporting a fault',
      'Second factors and levels',
    ])
      expect(page).toMatch(new RegExp(`^##+ ${title}$`, 'm'))
  })

  test('says of the setting for second factors what it does', () => {
    for (const value of ['none', 'admin', 'all']) expect(page).toContain(`| \`${value}\``)
    const publicUrl = 'https://gramd.example.com'
    expect(enrollingRoles({})).toEqual([])
    expect(enrollingRoles({ publicUrl })).toEqual(['admin'])
    expect(enrollingRoles({ requireTotp: 'all' })).toEqual(
      expect.arrayContaining(['admin', 'member', 'editor', 'viewer']),
    )
  })

  test('is found from the README', () => {
    expect(readFileSync(join(PROJECT, 'README.md'), 'utf8')).toContain('(docs/security.md)')
  })
})
