/** `1 creator`, `2 creators`; an irregular plural is given. */
export function counted(count: unknown, one: string, many = `${one}s`): string {
  const number = Number(count ?? 0)
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}
