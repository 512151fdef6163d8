/** A field of a form as text; '' if it is missing or no text. */
export function textField(form: Record<string, unknown>, name: string): string {
  const value = form[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
