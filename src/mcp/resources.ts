import type { Scope } from '../base/roles.ts'
import type { Fields } from './json.ts'
import { mayCall, type Tool } from './tools.ts'

/** Returns the addresses that a caller may read, one for each kind of thing. */
export const listTemplates = (tools: readonly Tool[], scopes: readonly Scope[]) =>
  tools.flatMap((tool) =>
    tool.resource !== null && mayCall(tool, scopes)
      ? [
          {
            uriTemplate: tool.resource,
            name: tool.name,
            title: tool.summary,
            description: tool.summary,
            mimeType: 'application/json',
          },
        ]
      : [],
  )

/** Finds the operation that reads an address, and its arguments. */
export function resolveResource(
  tools: readonly Tool[],
  uri: string,
): { tool: Tool; args: Fields } | undefined {
  for (const tool of tools) {
    const args = tool.resource === null ? undefined : argumentsIn(tool.resource, uri)
    if (args) return { tool, args }
  }
  return undefined
}

/** The values of a template's parameters in an address; undefined when it is another one. */
function argumentsIn(template: string, uri: string): Fields | undefined {
  const [wanted, parts] = [template.split('/'), uri.split('/')]
  if (wanted.length !== parts.length) return undefined
  const args: Record<string, string> = {}
  for (const [place, part] of wanted.entries()) {
    const value = parts[place] ?? ''
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name === undefined ? part !== value : value === '') return undefined
    if (name !== undefined) args[name] = decoded(value)
  }
  return args
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}
