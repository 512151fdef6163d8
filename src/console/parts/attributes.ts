import { raw } from 'hono/html'

/**
 * Renders an attribute only when the condition is true; `attribute` is our own text, never data.
 */
export const boolAttr = (condition: boolean, attribute: string) => (condition ? raw(attribute) : '')
