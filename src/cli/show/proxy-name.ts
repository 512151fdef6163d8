import { fieldAt } from './answer.ts'

/** What people call a proxy: its label, else where it is. */
export function proxyName(proxy: unknown): string {
  const label = fieldAt(proxy, 'label')
  if (typeof label === 'string') return label
  return `${String(fieldAt(proxy, 'host'))}:${String(fieldAt(proxy, 'port'))}`
}
