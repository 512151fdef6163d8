import { suggestNames } from '../base/suggest.ts'
import { OWN_COMMANDS } from './own-commands.ts'

/** The longest command that these words begin with: `schedule run` is not `schedule`. */
export const findCommand = <C extends { name: string }>(
  commands: readonly C[],
  args: readonly string[],
): C | undefined =>
  commands
    .filter(({ name }) => `${args.join(' ')} `.startsWith(`${name} `))
    .sort((a, b) => b.name.length - a.name.length)
    .at(0)

type Summary = { name: string; summary: string }

/** Returns the message for words that call none of these commands, nor one of gramd's own. */
export function noSuchCommand(others: readonly Summary[], args: readonly string[]): string {
  const commands = [...OWN_COMMANDS, ...others]
  const words = args.filter((arg) => !arg.startsWith('-'))
  const [first = '', ...rest] = words
  const group = groupOf(commands, first)
  if (group.length > 0 && rest.length === 0)
    return `gramd ${first} needs to know what to do:\n${describe(group)}`
  const problem = `there is no command 'gramd ${[first, ...rest.slice(0, 1)].join(' ')}'`
  const near = group.length > 0 ? nearIn(group, first, rest) : nearOutside(commands, first, rest)
  if (near.length > 0) return `${problem}; did you mean\n${describe(near)}`
  return group.length > 0
    ? `${problem}; there is\n${describe(group)}`
    : `${problem}; 'gramd help' lists all`
}

const groupOf = (commands: readonly Summary[], first: string): Summary[] =>
  commands.filter(({ name }) => `${name} `.startsWith(`${first} `))

/** The commands of a group that are called like the words after its name. */
function nearIn(group: readonly Summary[], first: string, rest: readonly string[]): Summary[] {
  const tails = new Map(group.map((each) => [each.name.slice(first.length + 1), each]))
  const found = [rest.slice(0, 2).join(' '), rest[0] ?? '']
    .flatMap((word) => suggestNames(word, tails.keys()))
    .flatMap((tail) => tails.get(tail) ?? [])
  return [...new Set(found)]
}

/** A misspelt group, with its command that was meant where there is one. */
function nearOutside(
  commands: readonly Summary[],
  first: string,
  rest: readonly string[],
): Summary[] {
  const firsts = new Set(commands.map(({ name }) => name.split(' ')[0] ?? name))
  return suggestNames(first, firsts, 1).flatMap((name) => {
    const group = groupOf(commands, name)
    const near = rest.length === 0 ? [] : nearIn(group, name, rest)
    const exact = group.filter((each) => each.name === [name, ...rest].join(' '))
    return exact.length > 0 ? exact : near.length > 0 ? near : group
  })
}

const describe = (commands: readonly Summary[]): string =>
  commands.map(({ name, summary }) => `  gramd ${name}: ${summary}`).join('\n')
