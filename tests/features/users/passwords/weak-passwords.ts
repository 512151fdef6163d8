import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const listOf = (name: string): string[] => {
  const file = import.meta.resolve(`@zxcvbn-ts/language-common/src/${name}.json`)
  return z.array(z.string()).parse(JSON.parse(readFileSync(new URL(file), 'utf8')))
}

/** The same sequence in every run: each call gives an integer below `end`. */
function integers(seed: string): (end: number) => number {
  let count = 0
  return (end) => createHash('sha256').update(`${seed} ${count++}`).digest().readUIntBE(0, 6) % end
}

type Next = (end: number) => number
const pick = <T>(next: Next, list: readonly T[]): T => {
  const found = list[next(list.length)]
  if (found === undefined) throw new Error('an empty list')
  return found
}

const LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
const CYRILLIC = 'ёйцукенгшщзхъфывапролджэячсмитьбю'
const inCyrillic = (text: string): string =>
  Array.from(text, (char) => CYRILLIC[LATIN.indexOf(char)] ?? char).join('')
const reversed = (text: string): string => Array.from(text).toReversed().join('')
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const EDGE = '0123456789!?.@#$*_-+'
function edge(next: Next, length: number): string {
  return Array.from({ length }, () => EDGE.charAt(next(EDGE.length))).join('')
}

const CHANGES = [
  (word: string) => word,
  capital,
  (word: string) => word.toUpperCase(),
  reversed,
  inCyrillic,
  (word: string) => word + word,
  (word: string, next: Next) => `${word}${edge(next, 2)}`.repeat(2),
  (word: string) => capital(word) + capital(word),
  (word: string) => reversed(inCyrillic(word)),
]

/** A common password with digits and signs after it, in one of the ways in which people change it. */
function lengthened(next: Next, words: readonly string[]): string {
  const changed = pick(next, CHANGES)(pick(next, words), next)
  return changed + edge(next, Math.max(next(4), 12 - changed.length))
}

/** A common password that is written until it is long enough. */
function repeated(next: Next, words: readonly string[]): string {
  const word = pick(next, words)
  return word.repeat(Math.ceil(12 / word.length))
}

const ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'йцукенгшщзхъ', 'фывапролджэ']
const COLUMNS = ['1qaz', '2wsx', '3edc', '4rfv', '5tgb', '6yhn', '7ujm', 'йфя', 'цыч', 'увс', 'кам']
const CYRILLIC_COLUMNS = 7

/** Rows one after the other, or columns side by side, begun again until it is long enough. */
function walk(next: Next): string {
  let text = ''
  if (next(2) === 0) while (text.length < 12) text += pick(next, ROWS)
  else {
    const isLatin = next(2) === 0
    const columns = isLatin ? COLUMNS.slice(0, CYRILLIC_COLUMNS) : COLUMNS.slice(CYRILLIC_COLUMNS)
    for (let at = next(columns.length); text.length < 12; at += 1)
      text += columns[at % columns.length]
  }
  return next(2) === 0 ? text : reversed(text)
}

/** Passwords of twelve and more characters that are common ones or walks underneath. */
export function weakPasswords(count: number): string[] {
  const next = integers('weak')
  const words = listOf('passwords')
  const makes = [lengthened, lengthened, repeated, walk]
  return Array.from({ length: count }, () => pick(next, makes)(next, words))
}

const RUSSIAN =
  'яблоко ворона корабль мельница облако перчатка сорока трамвай утюг фонарь холодильник чайник шоколад якорь берег ветка гвоздь дверь ёжик журавль зеркало искра'.split(
    ' ',
  )

/** Three to five words, or characters as a password manager makes them. */
export function passphrases(count: number): string[] {
  const next = integers('strong')
  const english = listOf('diceware')
  const characters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!#%+-_'
  return Array.from({ length: count }, (_, at) => {
    if (at % 4 === 3)
      return Array.from({ length: 16 }, () => characters.charAt(next(characters.length))).join('')
    const words = Array.from({ length: 3 + next(3) }, () =>
      pick(next, at % 4 === 2 ? RUSSIAN : english),
    )
    return words.join(pick(next, [' ', '-', '.', '']))
  })
}
