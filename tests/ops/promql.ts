import { parser } from '@prometheus-io/lezer-promql'

type SyntaxNode = ReturnType<typeof parser.parse>['topNode']

export type Selector = {
  metric: string
  matchers: { label: string; op: string; value: string }[]
  /** A function that needs a counter, such as rate. */
  ofCounter: boolean
  /** What series are joined by, the innermost first. */
  aggregations: Aggregation[]
}

type Aggregation = { op: string; by: string[] }

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
          aggregations: aggregationsAround(node, textOf),
        })
      }
      if (ref.name === 'GroupingLabels')
        grouped.push(...node.getChildren('LabelName').map((label) => textOf(label)))
    },
  })
  return { selectors, grouped }
}

function aggregationsAround(
  selector: SyntaxNode,
  textOf: (node: SyntaxNode) => string,
): Aggregation[] {
  const found: Aggregation[] = []
  for (let node: SyntaxNode | null = selector.parent; node; node = node.parent) {
    const op = node.name === 'AggregateExpr' ? node.getChild('AggregateOp') : null
    if (!op) continue
    const modifier = node.getChild('AggregateModifier')
    if (modifier?.getChild('Without')) throw new Error('name the labels that stay: by, not without')
    const labels = modifier?.getChild('GroupingLabels')?.getChildren('LabelName') ?? []
    found.push({ op: textOf(op), by: labels.map(textOf) })
  }
  return found
}
