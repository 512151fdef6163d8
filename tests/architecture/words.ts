/** A part of a name that says less than a word of the field. One word of a name is compared, in lower case. */
const NAME_PARTS: ReadonlySet<string> = new Set([
  'told',
  'untold',
  'tell',
  'tells',
  'telling',
  'asked',
  'given',
  'seen',
  'kept',
  'shown',
  'lend',
  'lent',
  'mend',
  'misfit',
  'misfits',
  'nobody',
  'somebody',
  'anybody',
  'whose',
  'whom',
  'anew',
  'disowned',
  'parted',
  'outlive',
  'looks',
])
const LIMIT_NAME = /^(MOST|LEAST)_/
/** The field's own term for the times between which something was observed. */
const OBSERVED = /^(first|last)_seen(_at)?$/

/** Words of a comment, or of a page of the documentation, for which there are plainer ones. */
const COMMENT_WORDS = /\b(told|anew|nobody|somebody|whoever|whomever|stands|stood|lacking to)\b/gi
/** A doc comment begins with a verb or with the noun that is its subject. */
const DOC_START = /^(Of|As|Those|It|Who|Whose|What)\b/

export type Found = { line: number; word: string }

type Source = {
  /** Code without comments and without the text of its literals; lines are those of the file. */
  code: string
  comments: { line: number; text: string; isDoc: boolean }[]
  /** Lines that are, or touch, a template literal. */
  templates: ReadonlySet<number>
}

/** A literal, a comment, or a bracket that may end a placeholder: what a scanner of TypeScript has to know. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?<=[(,=:[!&|?{};+\n]\s*|return )\/(?![/*])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*|`|[{}]/g

/** Splits TypeScript into code and comments. Text in literals is left out; code in placeholders is code. */
export function readSource(text: string): Source {
  const comments: Source['comments'] = []
  const templates = new Set<number>()
  const code: string[] = []
  /** Open braces of each placeholder around the place. */
  const depths: number[] = []
  let at = 0
  let line = 1
  const pass = (until: number, isCode: boolean): void => {
    const passed = text.slice(at, until)
    const lines = passed.split('\n').length - 1
    // What is left out still separates the names around it.
    code.push(isCode ? passed : ` ${'\n'.repeat(lines)}`)
    line += lines
    at = until
  }
  /** Passes the text of a template up to its end, or up to a placeholder. */
  const passTemplate = (): void => {
    const first = line
    const end = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{|$)/y
    end.lastIndex = at
    const found = end.exec(text)?.[0] ?? ''
    pass(at + found.length, false)
    if (found.endsWith('${')) depths.push(0)
    for (let each = first; each <= line; each += 1) templates.add(each)
  }
  for (;;) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(text)
    if (!token) break
    const [found] = token
    pass(token.index, true)
    const depth = depths.at(-1)
    if (found === '`') {
      pass(at + 1, false)
      passTemplate()
    } else if (found === '{' || found === '}') {
      if (found === '}' && depth === 0) {
        depths.pop()
        pass(at + 1, false)
        passTemplate()
      } else {
        if (depth !== undefined) depths[depths.length - 1] = depth + (found === '{' ? 1 : -1)
        pass(at + 1, true)
      }
    } else {
      if (/^\/[/*]/.test(found))
        comments.push({ line, text: found, isDoc: found.startsWith('/**') })
      pass(at + found.length, false)
    }
  }
  pass(text.length, true)
  return { code: code.join(''), comments, templates }
}

const partsOf = (name: string): string[] =>
  name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g)?.map((part) => part.toLowerCase()) ?? []

/** Names in code that contain a word to avoid, each time that they are written. */
export const avoidedNames = (code: string): Found[] =>
  code
    .split('\n')
    .flatMap((text, at) =>
      (text.match(/[A-Za-z_$][\w$]*/g) ?? [])
        .filter(
          (name) =>
            !OBSERVED.test(name) &&
            (LIMIT_NAME.test(name) || partsOf(name).some((part) => NAME_PARTS.has(part))),
        )
        .map((word) => ({ line: at + 1, word })),
    )

/** Words to avoid in prose. */
export const avoidedWords = (text: string, firstLine = 1): Found[] =>
  text
    .split('\n')
    .flatMap((each, at) =>
      [...each.matchAll(COMMENT_WORDS)].map(([word]) => ({ line: firstLine + at, word })),
    )

/** Words to avoid in comments, and doc comments that begin without a subject or verb. */
export const avoidedInComments = (comments: Source['comments']): Found[] =>
  comments.flatMap(({ line, text, isDoc }) => {
    const start = isDoc ? DOC_START.exec(text.slice(3).replace(/^[\s*]+/, '')) : null
    return [...avoidedWords(text, line), ...(start ? [{ line, word: `${start[0]} …` }] : [])]
  })

/** The comments of SQL. */
export const sqlComments = (text: string): string =>
  text
    .split('\n')
    .map((line) => /--.*$/.exec(line)?.[0] ?? '')
    .join('\n')

const LONGEST = 100
const LONGEST_TEMPLATE = 120

/** A line of one pattern or address, which cannot break. */
const UNBREAKABLE = /^\s*(?:\w+: |(?:export )?const \w+ = )?(?:String\.raw`|['"]https?:|\/(?![/*]))/

/** Lines of TypeScript with more than 100 columns, in templates with more than 120. */
export const longLines = (text: string, { templates }: Pick<Source, 'templates'>): Found[] =>
  text
    .split('\n')
    .flatMap((each, at) =>
      each.length > (templates.has(at + 1) ? LONGEST_TEMPLATE : LONGEST) && !UNBREAKABLE.test(each)
        ? [{ line: at + 1, word: `${each.length} columns` }]
        : [],
    )

/** Lines of SQL with more than 120 columns. */
export const longSqlLines = (text: string): Found[] =>
  text
    .split('\n')
    .flatMap((each, at) =>
      each.length > LONGEST_TEMPLATE ? [{ line: at + 1, word: `${each.length} columns` }] : [],
    )
