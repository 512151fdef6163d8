import { raw } from 'hono/html'

/** An attribute that stands there only when it is true; `attribute` is our own text, never data. */
export const when = (condition: boolean, attribute: string) => (condition ? raw(attribute) : '')
