import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { completionScript } from '../../src/cli/completion.ts'
import { COMMANDS } from '../../src/config.ts'

const run = promisify(execFile)

/** What bash offers after the words, of which the last is not complete. */
async function offered(...words: string[]): Promise<string[]> {
  const call = `COMP_WORDS=(gramd "$@"); COMP_CWORD=${words.length}; _gramd; printf '%s\\n' "\${COMPREPLY[@]}"`
  const script = `${completionScript('bash', COMMANDS)}\n${call}`
  const { stdout } = await run('bash', ['-c', script, 'bash', ...words])
  return stdout.split('\n').filter((line) => line !== '')
}

describe('completion in bash', () => {
  test('offers the words and options that may follow', async () => {
    expect(await offered('acc')).toEqual(['accounts'])
    expect(await offered('')).toEqual(expect.arrayContaining(['start', 'backup', 'tasks', 'help']))
    expect(await offered('accounts', '')).toEqual(expect.arrayContaining(['add', 'list']))
    expect(await offered('accounts', 'add', '--prox')).toEqual(['--proxy'])
    expect(await offered('restore', '--re')).toEqual(['--replace'])
  })

  test('does not mind arguments, options and unknown words before', async () => {
    expect(await offered('accounts', 'pause', 'natgeo', '--js')).toEqual(['--json'])
    expect(await offered('--json', 'relations', 'pairs', 'ch')).toEqual(['check'])
    expect(await offered('no', 'such', 'acc')).toEqual(['accounts'])
  })
})

test('zsh takes the same script, and fish a line for each word and option, with what it is for', () => {
  expect(completionScript('zsh', COMMANDS)).toBe(
    `autoload -U +X bashcompinit && bashcompinit\n${completionScript('bash', COMMANDS)}`,
  )
  const fish = completionScript('fish', [
    { name: 'accounts add', summary: "an account's name" },
    { name: 'accounts list', summary: 'all' },
  ])
  expect(fish).toContain(
    String.raw`complete -c gramd -n '__gramd_after "accounts"' -f -a add -d 'an account\'s name'`,
  )
  expect(fish).toContain(`complete -c gramd -n '__gramd_after "accounts list"' -l json`)
})
