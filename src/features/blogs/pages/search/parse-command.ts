/** The kinds of work that commands name, by task type, with their words in every language. */
export const KINDS = {
  full_scrape:
    /^(scrape|scrapes|refresh|refreshes|profile|profiles|чтени\S*|профил\S*|обновлени\S*|оқу\S*)$/,
  discover: /^(discovery|discoveries|поиск\S*|іздестіру\S*)$/,
  ai_analysis: /^(analysis|analyses|анализ\S*|талдау\S*)$/,
  relation_check: /^(check|checks|проверк\S*|проверок|тексеру\S*)$/,
  publish_to_account: /^(publishing|publications?|публикаци\S*|жариялау\S*|жарияланым\S*)$/,
  translate_post: /^(translations?|перевод\S*|аударма\S*|аудару\S*)$/,
} as const satisfies Record<string, RegExp>
export type Kind = keyof typeof KINDS

const VERBS = {
  retry: /^(retry|repeat|повторить|повтори|қайталау|қайтала)$/,
  pause:
    /^(pause|stop|приостановить|приостанови|остановить|останови|кідірту|кідірт|тоқтату|тоқтат)$/,
  resume: /^(resume|continue|возобновить|возобнови|продолжить|продолжи|жалғастыру|жалғастыр)$/,
} as const

/** Words of a command that change nothing. */
const FILLERS =
  /^(all|the|failed|tasks?|follower|все|всё|неудачные|упавшие|задачи|подписок|блогеров|барлық|сәтсіз|тапсырма\S*|жазылым)$/

/** A command of a typed text; its names are looked up afterwards. */
export type Command =
  | { verb: 'retry'; kind: Kind | undefined }
  | { verb: 'pause' | 'resume'; kind: Kind }
  | { verb: 'add'; username: string; list: string }
  | { verb: 'refresh'; username: string }
  | { verb: 'write' }

const ADD = /^(add|put|добавить|добавь|қосу|қос)$/
const INTO = /^(to|into|in|в)$/
const REFRESH = /^(refresh|read|обновить|обнови|прочитать|жаңарту|жаңарт|оқу)$/
const WRITE = /^(new post|write a post|новая публикация|новый пост|жаңа жазба)$/
const USERNAME = /^@?[a-z0-9._]{1,30}$/

/** Kazakh verbs that come after what they act on. */
const KAZAKH =
  /^(қайталау|қайтала|кідірту|кідірт|тоқтату|тоқтат|жалғастыру|жалғастыр|жаңарту|жаңарт|оқу)$/

/** Puts a Kazakh command, whose verb comes last, into the order of the other languages. */
function verbFirst(words: readonly string[]): readonly string[] {
  const verb = words.at(-1)?.toLowerCase() ?? ''
  const before = words.slice(0, -1)
  const isIntoList = before.at(-1)?.toLowerCase() === 'тізіміне'
  if (ADD.test(verb) && isIntoList)
    return [verb, ...before.slice(0, 1), 'to', ...before.slice(1, -1)]
  return KAZAKH.test(verb) ? [verb, ...before] : words
}

/** Reads a command in English, Russian or Kazakh; undefined for a text that is none. */
export function parseCommand(text: string): Command | undefined {
  const words = verbFirst(text.trim().split(/\s+/))
  const lower = words.map((word) => word.toLowerCase())
  if (WRITE.test(lower.join(' '))) return { verb: 'write' }
  return addCommand(lower, words) ?? refreshCommand(lower) ?? kindCommand(lower)
}

function addCommand(lower: readonly string[], words: readonly string[]): Command | undefined {
  const [verb = '', name = '', into = ''] = lower
  const list = words.slice(3).join(' ')
  const isAdd = ADD.test(verb) && USERNAME.test(name) && INTO.test(into) && list !== ''
  return isAdd ? { verb: 'add', username: name.replace('@', ''), list } : undefined
}

function refreshCommand(lower: readonly string[]): Command | undefined {
  const [verb = '', name = '', ...rest] = lower
  const isRefresh = REFRESH.test(verb) && name.startsWith('@') && USERNAME.test(name)
  return isRefresh && rest.length === 0
    ? { verb: 'refresh', username: name.replace('@', '') }
    : undefined
}

/** A command about a kind of work; only a retry may name none. */
function kindCommand([verb = '', ...rest]: readonly string[]): Command | undefined {
  const words = rest.filter((word) => !FILLERS.test(word))
  const kind = kindOf(words)
  if (VERBS.retry.test(verb))
    return words.length > 0 && kind === undefined ? undefined : { verb: 'retry', kind }
  if (kind === undefined) return undefined
  if (VERBS.pause.test(verb)) return { verb: 'pause', kind }
  return VERBS.resume.test(verb) ? { verb: 'resume', kind } : undefined
}

/** The kind that every word names; undefined for words of none or of several. */
function kindOf(words: readonly string[]): Kind | undefined {
  const kinds = Object.keys(KINDS) as Kind[]
  return words.length === 0
    ? undefined
    : kinds.find((kind) => words.every((word) => KINDS[kind].test(word)))
}
