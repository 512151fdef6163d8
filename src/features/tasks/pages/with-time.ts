import { html } from 'hono/html'
import type { Content } from '../../../console/kit/context.ts'

/** A sentence with an element in the place of `{time}`. */
export const withTime = (text: string, time: Content) => {
  const [before = '', after = ''] = text.split('{time}')
  return html`${before}${time}${after}`
}
