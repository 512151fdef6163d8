import type { Propose } from './schema-sample.ts'

type Language = 'en' | 'ru'
type Line = { metric: string; needs: readonly string[]; text: Record<Language, string> }

/**
 * The sentences that a model would write about numbers; values in braces are inserted as the
 * request gives them.
 */
const LINES: readonly Line[] = [
  {
    metric: 'saves',
    needs: ['saves.actual', 'saves.predicted'],
    text: {
      en:
        'People saved it {saves.actual} times where {saves.predicted} were expected: end with a ' +
        'list that is worth keeping.',
      ru:
        'Сохранений {saves.actual}, ожидалось {saves.predicted}: закончите списком, который ' +
        'стоит сохранить.',
    },
  },
  {
    metric: 'views',
    needs: ['views.actual', 'views.delta'],
    text: {
      en:
        'It has {views.actual} views ({views.delta}): show the cup before you say a word, and ' +
        'keep the rest of the script.',
      ru:
        'Просмотров {views.actual} ({views.delta}): покажите чашку до первых слов, остальной ' +
        'сценарий оставьте.',
    },
  },
  {
    metric: 'comments',
    needs: ['comments.actual'],
    text: {
      en:
        'With {comments.actual} comments there is something to talk about: ask which of the ' +
        'ways people prefer.',
      ru:
        'Комментариев {comments.actual}, есть о чём поговорить: спросите, какой способ людям ' +
        'ближе.',
    },
  },
  {
    metric: 'script',
    needs: [],
    text: {
      en: 'Change only the first sentence in the next version, so that a difference has a cause.',
      ru: 'В следующей версии измените только первую фразу, чтобы у разницы была причина.',
    },
  },
  {
    metric: 'script',
    needs: [],
    text: {
      en: 'Say at the end what comes next, so that people have a reason to follow.',
      ru: 'В конце скажите, что будет дальше, чтобы был повод подписаться.',
    },
  },
]
const MAX_LINES = 4

/**
 * Proposes lines of advice where a request is gramd's question about a project; nothing for another
 * one.
 */
export function adviceLines(userText: string): Propose {
  const request = requestIn(userText)
  if (!request) return () => []
  const { language, numbers } = request
  const lines = LINES.filter(({ needs }) => needs.every((name) => numbers[name] !== undefined))
    .slice(0, MAX_LINES)
    .map(({ metric, text }) => ({
      metric,
      text: text[language].replaceAll(/\{([a-z_.]+)\}/g, (_, name: string) => numbers[name] ?? ''),
    }))
  return (property) => (property === 'lines' ? [lines] : [])
}

function requestIn(
  userText: string,
): { language: Language; numbers: Readonly<Record<string, string>> } | undefined {
  if (!userText.startsWith('{')) return undefined
  try {
    const json: unknown = JSON.parse(userText)
    if (typeof json !== 'object' || json === null || !('numbers' in json)) return undefined
    const { numbers } = json
    if (typeof numbers !== 'object' || numbers === null) return undefined
    const texts = Object.entries(numbers).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    const language = 'language' in json && json.language === 'ru' ? 'ru' : 'en'
    return { language, numbers: Object.fromEntries(texts) }
  } catch (error) {
    // Other requests are no JSON.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
