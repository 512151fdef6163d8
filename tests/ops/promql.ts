import { parser } from '@prometheus-io/lezer-promql'

type Selector = {
  metric: string
  matchers: { label: string; op: string; value: string }[]
  /** A function that needs a counter, such as rate. */
  ofCounter: boolean
}

/** What an expression of PromQL asks for. Throws where it is not one. */
export function readExpression(given: string): { selectors: Selector[]; grouped: string[] } {
  // Grafana puts a duration there.
  const expression = given.replaceAll('$__rate_interval', '5m')
  const selectors: Selector[] = []
  const grouped: string[] = []
  const textOf = (node: { from: number; to: number }) => expression.slice(node.from, node.to)
  parser.parse(expression).iterate({
    enter(ref) {
      const { node } = ref
      if (ref.type.isError)
        throw new Error(`not PromQL at character ${ref.from}: ${expression.slice(ref.from)}`)
      if (ref.name === 'VectorSelector') {
        const name = node.getChild('Identifier')
        const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []
        selectors.push({
          metric: name ? textOf(name) : '',
          matchers: matchers.map((matcher) => {
            const [label, op, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((part) => {
              const found = matcher.getChild(part)
              return found ? textOf(found) : ''
            })
            return { label: label ?? '', op: op ?? '', value: (value ?? '').slice(1, -1) }
          }),
          ofCounter: node.parent?.name === 'MatrixSelector',
        })
      }
      if (ref.name === 'GroupingLabels')
        grouped.push(...node.getChildren('LabelName').map((label) => textOf(label)))
    },
  })
  return { selectors, grouped }
}
