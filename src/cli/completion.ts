import { printable } from '../base/terminal-text.ts'
import type { Described } from './command.ts'
import { OWN_COMMANDS } from './own-commands.ts'
import { optionsOf } from './parse-words.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** The words that may follow some words: the next word of a command, or an option. */
type Places = ReadonlyMap<string, readonly Candidate[]>
type Candidate = { text: string; about: string }

/** A script by which a shell completes the names and options of commands. */
export function completionScript(shell: Shell, commands: readonly Described[]): string {
  const places = placesOf([...OWN_COMMANDS, ...commands])
  if (shell === 'fish') return fishScript(places)
  const script = bashScript(places)
  return shell === 'bash' ? script : `autoload -U +X bashcompinit && bashcompinit\n${script}`
}

function placesOf(commands: readonly Described[]): Places {
  const places = new Map<string, Map<string, string>>()
  const offer = (after: string, text: string, about: string): void => {
    const known = places.get(after) ?? new Map<string, string>()
    if (!known.has(text)) known.set(text, about)
    places.set(after, known)
  }
  for (const command of commands) {
    const words = command.name.split(' ')
    for (const [place, word] of words.entries()) {
      const isLast = place === words.length - 1
      offer(words.slice(0, place).join(' '), word, isLast ? command.summary : '')
    }
    for (const [name, { about }] of Object.entries(optionsOf(command)))
      offer(command.name, `--${name}`, about)
  }
  return new Map(
    [...places].map(([after, texts]) => [
      after,
      [...texts].map(([text, about]) => ({ text, about })),
    ]),
  )
}

/** Takes words off the end until they are known, so that arguments do not matter. */
const bashScript = (places: Places): string => `_gramd() {
  local current="\${COMP_WORDS[COMP_CWORD]}" typed="" word candidates=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) typed="\${typed:+$typed }$word" ;; esac
  done
  while :; do
    case "$typed" in
${[...places].map(([after, each]) => `      '${after}') candidates='${each.map(({ text }) => text).join(' ')}' ;;`).join('\n')}
    esac
    [ -n "$candidates" ] && break
    case "$typed" in *' '*) typed="\${typed% *}" ;; *) typed="" ;; esac
  done
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _gramd gramd`

const fishScript = (places: Places): string => {
  const lines = [...places].flatMap(([after, each]) =>
    each.map(({ text, about }) => {
      const what = text.startsWith('--') ? `-l ${text.slice(2)}` : `-f -a ${text}`
      return `complete -c gramd -n '__gramd_after "${after}"' ${what} -d '${quoted(about)}'`
    }),
  )
  return `function __gramd_after
  set -l typed (commandline -opc)
  set -e typed[1]
  set typed (string match -v -- '-*' $typed)
  test "$typed" = "$argv[1]"; and return
  test -n "$argv[1]"; and string match -q -- "$argv[1] *" "$typed"
end
${lines.join('\n')}`
}

/** Inside single quotes of fish. */
const quoted = (text: string): string => printable(text).replaceAll(/[\\']/g, String.raw`\$&`)
