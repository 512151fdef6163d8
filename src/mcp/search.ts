import { descriptionOf, schemaOf } from './describe-tool.ts'
import type { Tool } from './tools.ts'

/** The most operations that one search describes: each has some hundred words. */
const MAX_FOUND = 5
/** The names of further ones. */
const MAX_NAMED = 15

const wordsOf = (text: string): string[] =>
  text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1)
    .map((word) => word.replace(/(?:ies|s)$/, ''))

/** Returns the operations that fit words best, described so that they can be called. */
export function findOperations(tools: readonly Tool[], query: string): string {
  const exact = tools.find(({ name }) => name.toLowerCase() === query.trim().toLowerCase())
  const ranked = exact ? [exact] : rank(tools, wordsOf(query))
  if (ranked.length === 0) {
    const tags = [...new Set(tools.flatMap((tool) => tool.tags))].join(', ')
    return `No operation fits. Try a word of these subjects: ${tags}.`
  }
  const described = ranked.slice(0, MAX_FOUND).map((tool) => ({
    name: tool.name,
    does: descriptionOf(tool),
    call_with: tool.isRead ? 'read_operation' : 'change_operation',
    arguments: schemaOf(tool),
  }))
  const others = ranked.slice(MAX_FOUND, MAX_FOUND + MAX_NAMED).map(({ name }) => name)
  return JSON.stringify({ operations: described, ...(others.length > 0 && { others }) })
}

/** A word of the name or the summary says more than one of the description or of a field. */
function rank(tools: readonly Tool[], words: readonly string[]): Tool[] {
  const scored = tools.map((tool) => {
    const [title, more] = [
      new Set(wordsOf(`${tool.name} ${tool.summary} ${tool.tags.join(' ')}`)),
      new Set(wordsOf(`${tool.description} ${[...tool.places.keys()].join(' ')}`)),
    ]
    const score = words.reduce(
      (sum, word) => sum + (title.has(word) ? 3 : 0) + (more.has(word) ? 1 : 0),
      0,
    )
    return { tool, score }
  })
  return scored
    .filter(({ score }) => score > 0)
    .toSorted((one, two) => two.score - one.score)
    .map(({ tool }) => tool)
}
