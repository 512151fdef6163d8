import { execFile } from 'node:child_process'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { completionScript, SHELLS } from '../../src/cli/completion.ts'
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

test('what a person has typed is never run, whatever it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-completion-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const file = join(folder, 'made')
  for (const word of [
    `$(touch ${file})`,
    `\`touch ${file}\``,
    `'; touch ${file}; '`,
    `*'`,
    '${IFS}',
  ])
    for (const words of [[word], ['accounts', word], [word, 'acc']]) await offered(...words)

  await expect(access(file)).rejects.toThrow('ENOENT')
})

test('completions contain words of ours alone, which steer nothing', () => {
  const hostile = [{ name: 'accounts add', summary: 'clear \u001b[2J and \u202e turn' }]
  for (const script of [
    ...SHELLS.map((shell) => completionScript(shell, COMMANDS)),
    completionScript('fish', hostile),
  ])
    expect(script).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u)
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
