import type { AST } from '@eslint-community/regexpp'
import {
  Chars,
  isPotentiallyZeroLength,
  toUnicodeSet,
  type ReadonlyFlags,
} from 'regexp-ast-analysis'

/** A set of characters, as the library of the syntax tree computes it. */
export type CharSet = ReturnType<typeof toUnicodeSet>['chars']

/** Whether text can pass between a character of the first set and one of the second. */
export type Passage = (before: CharSet, after: CharSet) => boolean

/** What a step that reads no character asks of the text. */
type Guard =
  | { kind: 'none' }
  /** Passes at the beginning of the text alone. */
  | { kind: 'start' }
  /** Passes at the end of the text alone. */
  | { kind: 'end' }
  | { kind: 'passage'; isOpen: Passage }
  /** May fail for a reason that is not computed. */
  | { kind: 'unknown' }

type Step = { to: number; guard: Guard }
type Read = { to: number; set: CharSet }
/** A nondeterministic automaton: per state, the steps without a character and the one with. */
export type Automaton = { steps: Step[][]; reads: (Read | undefined)[]; start: number; end: number }

/** A bounded repeat is as many copies at most: more of them show no further ambiguity. */
const COPIES = 2

/** Builds the automaton of an expression. Throws for what is never cheap. */
export function automatonOf(pattern: AST.Pattern, flags: ReadonlyFlags): Automaton {
  const builder = new Builder(flags)
  const start = builder.state()
  builder.step(builder.alternatives(pattern.alternatives, start), builder.end)
  return { steps: builder.steps, reads: builder.reads, start, end: builder.end }
}

const OPEN: Guard = { kind: 'none' }

class Builder {
  readonly steps: Step[][] = []
  readonly reads: (Read | undefined)[] = []
  readonly end: number
  readonly #flags: ReadonlyFlags

  constructor(flags: ReadonlyFlags) {
    this.#flags = flags
    this.end = this.state()
  }

  state(): number {
    this.steps.push([])
    this.reads.push(undefined)
    return this.steps.length - 1
  }

  step(from: number, to: number, guard: Guard = OPEN): void {
    this.steps[from]?.push({ to, guard })
  }

  alternatives(alternatives: readonly AST.Alternative[], from: number): number {
    const end = this.state()
    for (const { elements } of alternatives) {
      let at = this.state()
      this.step(from, at)
      for (const element of elements) at = this.#element(element, at)
      this.step(at, end)
    }
    return end
  }

  #element(element: AST.Element, from: number): number {
    switch (element.type) {
      case 'Group':
      case 'CapturingGroup':
        return this.alternatives(element.alternatives, from)
      case 'Quantifier':
        return this.#quantifier(element, from)
      case 'Assertion':
        return this.#assertion(element, from)
      case 'Backreference':
        return this.#guarded(from, { kind: 'unknown' })
      default: {
        const end = this.state()
        this.reads[this.#entry(from)] = { to: end, set: toUnicodeSet(element, this.#flags).chars }
        return end
      }
    }
  }

  /** A state of its own for a reading step: each has at most one. */
  #entry(from: number): number {
    const entry = this.state()
    this.step(from, entry)
    return entry
  }

  #guarded(from: number, guard: Guard): number {
    const end = this.state()
    this.step(from, end, guard)
    return end
  }

  #quantifier({ element, min, max }: AST.Quantifier, from: number): number {
    if (max === Infinity && isPotentiallyZeroLength(element, this.#flags))
      throw new Error('an unbounded repeat of what may be empty')
    const end = this.state()
    let at = from
    for (let count = Math.min(min, COPIES); count > 0; count -= 1) at = this.#element(element, at)
    if (max === Infinity) {
      const loop = this.#entry(at)
      this.step(this.#element(element, loop), loop)
      this.step(loop, end)
      return end
    }
    for (let count = Math.min(max - min, COPIES); count > 0; count -= 1) {
      this.step(at, end)
      at = this.#element(element, at)
    }
    this.step(at, end)
    return end
  }

  #assertion(assertion: AST.Assertion, from: number): number {
    if (assertion.kind === 'start' || assertion.kind === 'end') {
      const isOfLine = this.#flags.multiline === true
      return this.#guarded(from, { kind: isOfLine ? 'unknown' : assertion.kind })
    }
    if (assertion.kind === 'word')
      return this.#guarded(from, {
        kind: 'passage',
        isOpen: atBoundary(Chars.word(this.#flags), assertion.negate),
      })
    return this.#look(assertion as AST.LookaroundAssertion, from)
  }

  #look(assertion: AST.LookaroundAssertion, from: number): number {
    const set = singleSet(assertion, this.#flags)
    if (set !== undefined) {
      const allowed = assertion.negate ? set.negate() : set
      const isOpen: Passage =
        assertion.kind === 'lookbehind'
          ? (before) => !before.isDisjointWith(allowed)
          : (_, after) => !after.isDisjointWith(allowed)
      return this.#guarded(from, { kind: 'passage', isOpen })
    }
    if (assertion.kind === 'lookahead')
      this.step(this.alternatives(assertion.alternatives, this.#entry(from)), this.end)
    else if (/[*+]|,\}/.test(assertion.raw)) throw new Error('a lookbehind of unbounded length')
    return this.#guarded(from, { kind: 'unknown' })
  }
}

const atBoundary =
  (word: CharSet, isNegated: boolean): Passage =>
  (before, after) => {
    const other = word.negate()
    const [same, different] = [
      (!before.isDisjointWith(word) && !after.isDisjointWith(word)) ||
        (!before.isDisjointWith(other) && !after.isDisjointWith(other)),
      (!before.isDisjointWith(word) && !after.isDisjointWith(other)) ||
        (!before.isDisjointWith(other) && !after.isDisjointWith(word)),
    ]
    return isNegated ? same : different
  }

/** The characters of a look to one side at one character; undefined for any other. */
function singleSet(
  { alternatives }: AST.LookaroundAssertion,
  flags: ReadonlyFlags,
): CharSet | undefined {
  let all: CharSet | undefined
  for (const { elements } of alternatives) {
    const [element, second] = elements
    if (second !== undefined || element === undefined) return undefined
    if (!/^Character(Class|Set)?$/.test(element.type)) return undefined
    const { chars } = toUnicodeSet(element as AST.Character, flags)
    all = all === undefined ? chars : all.union(chars)
  }
  return all
}
