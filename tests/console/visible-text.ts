/** A text that a reader of a page sees, with the elements around it, outermost first. */
export type VisibleText = {
  text: string
  around: readonly Element[]
  /** The attribute of the last element that has it. */
  attribute?: string
}
type Element = { name: string; attributes: ReadonlyMap<string, string> }

const TAG = /<!--[^]*?-->|<!doctype[^>]*>|<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|[^">])*)>/gi
const ATTRIBUTE = /([a-z][a-z0-9-]*)(?:="([^"]*)")?/gi
/** Elements without content. */
const VOID = new Set(['meta', 'link', 'input', 'img', 'br', 'hr', 'wbr', 'source', 'col'])
/** Shapes of icons and charts are closed by themselves. */
const isClosed = (attributes: string): boolean => attributes.trimEnd().endsWith('/')
/** Attributes that people read: as a tip, by a screen reader, and in an empty field. */
const READ_ATTRIBUTES = ['title', 'aria-label', 'placeholder']

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
}

const decode = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')

const readAttributes = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      decode(value),
    ]),
  )

/** Returns every text of a page that gramd has rendered, also those of attributes that are read. */
export function visibleTexts(source: string): VisibleText[] {
  const found: VisibleText[] = []
  const open: Element[] = []
  const add = (text: string, around: readonly Element[], attribute?: string) => {
    const read = decode(text).replaceAll(/\s+/g, ' ').trim()
    if (read !== '') found.push({ text: read, around, ...(attribute && { attribute }) })
  }
  let end = 0
  for (const tag of source.matchAll(TAG)) {
    add(source.slice(end, tag.index), [...open])
    end = tag.index + tag[0].length
    const [, slash, name = '', rest = ''] = tag
    if (name === '') continue
    if (slash === '/') {
      open.splice(
        Math.max(
          0,
          open.findLastIndex((each) => each.name === name),
        ),
      )
      continue
    }
    const element = { name, attributes: readAttributes(rest) }
    for (const attribute of READ_ATTRIBUTES)
      add(element.attributes.get(attribute) ?? '', [...open, element], attribute)
    if (!VOID.has(name) && !isClosed(rest)) open.push(element)
  }
  return found
}

/** Returns the labels of every axis of a page, one list for each axis. */
export function axisLabels(source: string): string[][] {
  const axes = source.matchAll(/<(div|svg)\s+class="(?:values|times)"[^]*?<\/\1>/g)
  return [...axes].map(([axis]) =>
    [...axis.matchAll(/<(span|text)[^>]*>([^<]*)</g)].map(([, , label = '']) => label.trim()),
  )
}
